"""What else a person could search for: wider, narrower and neighbouring concepts, and keywords that the best hits share."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from schemas.recognition import spellable
from schemas.words import word_key

from .analysis.folding import fold
from .asking.wanted import Asked, Form, Match, Wanted, Wording
from .concepts.labels import folded, usual
from .concepts.recognition import concepts_in
from .concepts.table import concepts
from .engine import SearchEngine
from .query import Filter, LocalText, Query, Results
from .streams import Stream

NAMED = 3
"""How many concepts of a question are looked at."""

TRIED = 6
"""How many related concepts are counted for each of them; those that find nothing are left out."""

OFTEN = 2
"""In how many of the hits a keyword must be."""

MOST_KEYWORDS = 4
"""How many keywords are offered."""


class Relation(StrEnum):
    """How a search is related to another one."""

    BROADER = "broader"
    NARROWER = "narrower"
    SIBLING = "sibling"
    KEYWORD = "keyword"


@dataclass(frozen=True)
class Related:
    """A search that finds something. `count` says how many records have the concept, or how many of the hits the keyword."""

    kind: Relation
    text: str
    language: str
    query: Query
    count: int


def related(
    engine: SearchEngine, query: Query, results: Results, *, languages: Sequence[str] = (), limit: int = 8
) -> tuple[Related, ...]:
    """Searches that are related to a question and its first hits, each once: keywords, then wider, narrower, other concepts.

    `languages` are those of the person, for names in a script that several languages share.
    """
    asked = folded(query.text)
    if not asked:
        return ()
    found: dict[str, Related] = {}
    for each in (*_keywords(asked, results), *_concepts(engine, query.text, languages)):
        if folded(each.text) != asked:
            found.setdefault(word_key(each.text), each)
    return tuple(found.values())[:limit]


def _keywords(asked: str, results: Results) -> Iterator[Related]:
    """The keywords that most hits share, but for those that say what was asked."""
    words = set(asked.split())
    shown: dict[str, LocalText] = {}
    often: Counter[str] = Counter()
    for hit in results.hit:
        mine = {word_key(text.value): text for text in hit.summary.keyword if not words.issuperset(folded(text.value).split())}
        often.update(mine.keys())
        shown = mine | shown
    for key, count in sorted(often.items(), key=lambda item: (-item[1], item[0]))[:MOST_KEYWORDS]:
        if count >= OFTEN:
            only = Filter(field="keyword", value=(shown[key].value,))
            yield Related(Relation.KEYWORD, shown[key].value, shown[key].language, Query(filter=(only,)), count)


def _concepts(engine: SearchEngine, text: str, languages: Sequence[str]) -> Iterator[Related]:
    named = {each.concept: text[each.start : each.end] for each in reversed(concepts_in(text, None))}
    for id in [*reversed(named)][:NAMED]:
        language = _language(named[id], languages)
        near = ((kind, each) for kind, each in _near(id) if each not in named)
        for _, (kind, each) in zip(range(TRIED), near, strict=False):
            label, of_label = usual(each, language)
            wanted = Wanted((Wording(((Form(each, 1.0, Stream.CONCEPT),),)),))
            if count := engine.count(Query(), Match((Asked((wanted,)).whole(),))):
                yield Related(kind, label, of_label, Query(text=label), count)


def _near(id: str) -> Iterator[tuple[Relation, str]]:
    """The wider, the narrower, and the other concepts with the same wider one."""
    broader = concepts()[id].broader
    yield from ((Relation.BROADER, each) for each in broader)
    yield from ((Relation.NARROWER, each) for each in _narrower()[id])
    yield from ((Relation.SIBLING, each) for wide in broader for each in _narrower()[wide] if each != id)


def _language(word: str, languages: Sequence[str]) -> str:
    """The language in which a concept was named, as far as the letters tell: of the person's, or the most usual one."""
    possible = [code for part in word.split()[:1] for code in spellable(fold(part))]
    return next((code for code in languages if code in possible), possible[0] if possible else "en")


@cache
def _narrower() -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in concepts().values():
        for wide in each.broader:
            found[wide].append(each.id)
    return found
