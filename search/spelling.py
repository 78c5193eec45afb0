"""What a word that no record has was probably meant to be: one of titles, keywords or publishers with the nearest spelling."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .analysis.folding import fold
from .analysis.layout import beside
from .analysis.segmentation import WORD
from .analysis.tokens import analyse
from .asking.near import by_trigrams
from .asking.question import typed
from .asking.wanted import Asked, Match, Wanted
from .engine import SearchEngine
from .query import Correction, LocalText, Query

SHORTEST = 4
"""A word of fewer letters is near to too many others."""

LONGEST = 40
"""A longer word is not one that was typed wrongly."""

MOST_WORDS = 4
"""How many words of a question are corrected."""

CANDIDATES = 3_000
"""How many of the most frequent words with the same first two letters are compared."""

ALIKE = 0.34
"""The share of the trigrams of a word that a record must have for its words to be compared."""

HITS = 30
"""Of how many records, those that have the most of its trigrams, the words are compared."""

NEAREST = 20
"""How many words are compared letter by letter."""

SLIPS = {"neighbour": 0.7, "swapped": 0.7, "doubled": 0.6, "missing": 0.8}
"""What errors that fingers make cost; any other letter costs 1. Measured in `tests/search/test_spelling.py`."""


def corrections(engine: SearchEngine, words: Sequence[Wanted]) -> tuple[Correction, ...]:
    """For words that no record has the nearest ones that records do have. A word without a near one is left out."""
    found = (_correction(engine, word) for word in words[:MOST_WORDS] if SHORTEST <= len(word.text) <= LONGEST)
    return tuple(each for each in found if each)


def corrected(text: str, meant: Sequence[Correction]) -> str:
    """A question with the words that are offered in the place of those that were typed."""
    offered = {each.word: each.offered for each in meant}
    return str(WORD.sub(lambda match: offered.get(match[0], match[0]), text))


def _correction(engine: SearchEngine, word: Wanted) -> Correction | None:
    term = fold(word.text)
    if len(term) < SHORTEST:
        return None
    frequent = dict(engine.words(term[:2], limit=CANDIDATES))
    for near in nearest(term, frequent | dict.fromkeys(_of_alike(engine, word), 1)):
        count = engine.count(Query(), Match((typed(near),)))
        if count:
            return Correction(word=word.text, offered=near, count=count)
    return None


def nearest(term: str, known: dict[str, int]) -> list[str]:
    """The known words that are near to a word, the nearest first, and the most frequent first among equals."""
    most = 1 if len(term) <= SHORTEST else 2
    near = process.extract(term, known.keys(), scorer=OSA.distance, score_cutoff=most, limit=NEAREST)
    costs = {each: cost(term, each) for each, _, _ in near if each != term and not any(map(str.isdigit, each))}
    return sorted(costs, key=lambda each: (costs[each], -known[each], each))


def cost(term: str, right: str) -> float:
    """What it takes to type one word for another: each letter added, left out, changed, or swapped with the next one."""
    before: list[float] = []
    row = [float(at) for at in range(len(right) + 1)]
    for at, letter in enumerate(term, start=1):
        before, last, row = row, before, [float(at)]
        for to, other in enumerate(right, start=1):
            added = before[to] + (SLIPS["doubled"] if term[at - 2 : at - 1] == letter else 1.0)
            ways = [added, row[to - 1] + SLIPS["missing"], before[to - 1] + _changed(letter, other)]
            if last and at > 1 and to > 1 and (letter, term[at - 2]) == (right[to - 2], other):
                ways.append(last[to - 2] + SLIPS["swapped"])
            row.append(min(ways))
    return row[-1]


def _changed(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    return SLIPS["neighbour"] if beside(letter, other) else 1.0


def _of_alike(engine: SearchEngine, word: Wanted) -> Iterator[str]:
    """The words of the records that have the most trigrams of a word."""
    near = by_trigrams(word)
    if not near.wordings:
        return
    loose = tuple(replace(each, least=max(1, int(len(each.words) * ALIKE))) for each in near.wordings)
    hits = engine.search(Query(text=word.text, limit=HITS), Match((Asked((replace(near, wordings=loose),), least=1),))).hit
    texts: Iterator[LocalText] = (text for hit in hits for text in (*hit.summary.title, *hit.summary.keyword))
    yield from (token.term for text in texts for token in analyse(text.value, text.language.partition("-")[0]) if token.term)
