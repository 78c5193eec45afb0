"""What the words of a text tell of its language: their letters, their endings, and small words that come often.

The lists are in `schemas/vocab/telling_words.yml`. Each word is looked at once; after that the counts of a text are a sum.
"""

import re
import struct
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from .alphabets import ALPHABETS, COMMON, LANGUAGES, SCRIPTS, script
from .languages import base_of
from .letters import usual_letters
from .spelling import APOSTROPHES
from .vocab import load

SMALL_WORD = 2
"""How much a listed word tells, and a long ending. A short ending tells 1, and so does a letter that some languages lack."""

LONG_ENDING = 4
"""The fewest letters of a long ending."""

FOREIGN = 4
"""One word of so many may have a letter that is not of the language."""

MOST = 2
"""More than one word of so many must be of a script of the language."""

CLEAR = 4
"""The least that must tell for a language to be clear."""

TIMES = 2
"""How many times more must tell for it than for any other."""

AHEAD = 2
"""How much more must tell for it than for any other, where no language is declared."""

LEAST_REST = 2
"""The fewest letters before an ending."""

WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}\u200c][^\W\d_]+)*+[{APOSTROPHES}]?")
_USUAL = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), "ك": "ک", "ي": "ی"})
_PLACE = {language: place for place, language in enumerate(LANGUAGES)}
_COUNTS = struct.Struct(f"<{3 * len(LANGUAGES)}H")
_BITS = 16


class Told(NamedTuple):
    """Counts for each of `LANGUAGES`: how much all words tell, how many it cannot spell, and how many are of its scripts.

    `total` is how many words there are of any script.
    """

    telling: tuple[int, ...]
    foreign: tuple[int, ...]
    words: tuple[int, ...]
    total: int

    def for_(self, language: str) -> int:
        """How much tells for a language."""
        return self.telling[_PLACE[language]]

    def length(self, language: str) -> int:
        """How many words are of a script of the language."""
        return self.words[_PLACE[language]]

    def fits(self, language: str) -> bool:
        """Whether the language can spell all words but a few, such as names."""
        return self.foreign[_PLACE[language]] * FOREIGN <= self.length(language)

    def is_foreign(self, language: str) -> bool:
        """Whether the language cannot spell most of the words."""
        return self.foreign[_PLACE[language]] * MOST > self.length(language)

    def leads(self, language: str) -> bool:
        """Whether something tells for a language, nothing tells more for another one, and most words are spelt as in it."""
        telling = self.for_(language)
        return 0 < telling >= max(self.telling) and self.fits(language) and MOST * self.length(language) > self.total

    def clear(self, languages: Collection[str]) -> str | None:
        """The one of these languages for which much more tells than for the others: enough against a declaration."""
        first, second = self._two(languages)
        return first[1] if first[0] >= max(CLEAR, TIMES * second[0]) else None

    def ahead(self, languages: Collection[str]) -> str | None:
        """The one of these languages for which more tells than for the others: enough where none is declared."""
        first, second = self._two(languages)
        return first[1] if first[0] >= max(CLEAR, AHEAD + second[0]) else None

    def _two(self, languages: Collection[str]) -> list[tuple[int, str]]:
        return sorted(((self.for_(each), each) for each in languages), reverse=True)[:2]


@lru_cache(maxsize=64)
def told(text: str) -> Told:
    """What the words of a text in small letters tell."""
    words = WORD.findall(text)
    total = sum(map(_told, words))
    counts = _COUNTS.unpack(total.to_bytes(_COUNTS.size, "little"))
    size = len(LANGUAGES)
    return Told(counts[:size], counts[size : 2 * size], counts[2 * size :], len(words))


@lru_cache(maxsize=50_000)
def _told(word: str) -> int:
    """The counts of one word, side by side in a number."""
    word = usual_letters(word).translate(_USUAL)
    letters = frozenset(filter(str.isalpha, word))
    scripts = Counter(filter(None, map(script, word)))
    languages = SCRIPTS[max(scripts, key=lambda name: scripts[name])] if scripts else ()
    able = tuple(each for each in languages if letters <= ALPHABETS.get(each, letters))
    ending = max((_ending(word, each) for each in able), default=0)
    sums = 0
    for language in languages:
        tells = _tells(word, language, ending, alone=letters - COMMON and len(able) < len(languages)) if language in able else 0
        for kind, count in enumerate((tells, language not in able, 1)):
            sums += count << _BITS * (_PLACE[language] + len(LANGUAGES) * kind)
    return sums


def _tells(word: str, language: str, ending: int, *, alone: object) -> int:
    lists = _lists()[language]
    ends = ending > 0 and word[-ending:] in lists.endings
    listed = SMALL_WORD if word in lists.words or (ends and ending >= LONG_ENDING) else ends
    return listed + bool(alone or not lists.letters.isdisjoint(word))


def _ending(word: str, language: str) -> int:
    """The length of the longest ending of a word."""
    longest, endings = min(len(word) - LEAST_REST, _longest()), _lists()[language].endings
    return next((length for length in range(longest, 0, -1) if word[-length:] in endings), 0)


@cache
def _longest() -> int:
    return max(len(ending) for lists in _lists().values() for ending in lists.endings)


@dataclass(frozen=True)
class _Lists:
    """What tells for a language."""

    words: frozenset[str]
    endings: frozenset[str]
    letters: frozenset[str]


@cache
def _lists() -> Mapping[str, _Lists]:
    """The lists of each language; those of Uzbek in both alphabets."""
    stated = load("telling_words.yml")["languages"]
    return {language: _of([each for tag, each in stated.items() if base_of(tag) == language]) for language in LANGUAGES}


def _of(stated: list[dict[str, str]]) -> _Lists:
    words, endings = (frozenset(" ".join(each[key] for each in stated).split()) for key in ("words", "endings"))
    return _Lists(words, endings, frozenset("".join(each.get("letters", "") for each in stated)))
