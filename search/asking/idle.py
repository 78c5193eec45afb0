"""What the words of a question are worth: little or nothing where they say nothing of the data that is asked for.

`idle.yml` has frames of questions ("where can I find …"), polite words, and what every data set could say of itself ("data").
They are found as the labels of concepts are, the longest first.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from threading import Lock
from typing import Any, NamedTuple

from schemas.vocab import parse

from ..analysis.segmentation import WORD
from ..concepts.chosen import Match
from ..concepts.joining import joining
from ..concepts.phrases import Phrases

CONTENT = 1.0
"""The worth of a word that says something."""

LONG = 6
"""The fewest letters of a stem by which an idle word is found; an English one is found as written ("information", "informal")."""

_INSIDE = frozenset("的吗呢")
"""Characters that are words of their own also between others."""


_WIDE = frozenset({"en", "ru", "fa"})
"""For each script the language that most questions in it are in."""


class Worth(NamedTuple):
    """A part of a question, in characters, and what it is worth, from 0 to 1."""

    start: int
    end: int
    worth: float


class _Entry(NamedTuple):
    """What an entry of the table is worth, and whether it counts only beside other idle words of its language."""

    worth: float
    with_others: bool = False


def idle(word: str, language: str | None) -> float:
    """What a word is worth in a question: 1 if it says something. The least worth counts of the languages that it can be in."""
    return _idle(word, language)


def framed(text: str, language: str | None = None) -> list[Worth]:
    """The parts of a question that are in the table, in order; parts in different languages may be at the same place.

    A part that is worth 1 protects its words: in "personal data" both are content.
    """
    found = _table().matches(text, language)
    sure = _sure(found)
    return [Worth(match.start, match.end, worth) for match in found if (worth := _worth(match, sure)) is not None]


def worths(text: str, language: str | None = None) -> list[Worth]:
    """The words of a question in order, each with its worth; a run of Chinese characters is cut where its worth changes.

    If no word says something, those that say most count in full.
    """
    parts = framed(text, language)
    words = [word for match in WORD.finditer(text) for word in _cut(match.start(), match.end(), parts)]
    most = max((word.worth for word in words), default=CONTENT)
    return [word._replace(worth=CONTENT) if word.worth == most else word for word in words]


def _cut(start: int, end: int, parts: list[Worth]) -> Iterator[Worth]:
    """A word or a run, cut where a part of the question begins or ends inside of it."""
    here = [part for part in parts if part.start < end and part.end > start]
    edges = sorted({start, end, *(edge for part in here for edge in part[:2] if start < edge < end)})
    for first, last in pairwise(edges):
        covering = [part.worth for part in here if part.start <= first and last <= part.end]
        yield Worth(first, last, min(covering, default=CONTENT))


def _sure(found: list[Match[_Entry]]) -> set[str]:
    """The languages of which the question has idle words that are none in a more widely used one of the same script."""
    wide = {match[:2] for match in found if match.language in _WIDE}
    certain = [match for match in found if not all(entry.with_others for entry in match.values)]
    return {match.language for match in certain if match.language in _WIDE or match[:2] not in wide}


def _worth(match: Match[_Entry], sure: set[str]) -> float | None:
    """What a part of a question is worth; None if it is one that counts only beside others, and there are none."""
    return min((entry.worth for entry in match.values if match.language in sure or not entry.with_others), default=None)


@lru_cache(maxsize=20_000)
def _idle(word: str, language: str | None) -> float:
    whole = [part.worth for part in framed(word, language) if part.start == 0 and part.end == len(word)]
    return min(whole, default=CONTENT)


_LOADING = Lock()


def _table() -> Phrases[_Entry]:
    """All entries, made ready at the first use, once for all threads."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Phrases[_Entry]:
    rows = parse(files(__package__).joinpath("idle.yml").read_text("utf-8"))
    languages = rows["nothing"].keys()
    entries = {language: list(_entries(rows, language)) for language in languages}
    return Phrases(lambda language: entries[language], languages=languages, passed={}, by_stem=_by_stem, inside=_INSIDE)


def _entries(rows: dict[str, Any], language: str) -> Iterator[tuple[str, _Entry]]:
    nothing, little, content = (rows["worth"][name] for name in ("nothing", "little", "content"))
    uncertain = rows["with_others"].get(language, ())
    yield from ((text, _Entry(little if text in joining()[language] else nothing, with_others=True)) for text in uncertain)
    certain = [
        *((text, nothing) for row in rows["nothing"][language] for text in row),
        *((text, little) for text in (*rows["little"][language], *joining()[language])),
        *((text, content) for text in rows["content"][language]),
    ]
    yield from ((text, _Entry(worth)) for text, worth in certain if text not in uncertain)


def _by_stem(stem: str, _word: str) -> bool:
    language, _, bare = stem.partition(":")
    return len(bare) >= LONG and language != "en"
