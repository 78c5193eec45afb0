"""Where a text names a concept of the thesaurus, in any of its languages."""

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache, lru_cache
from threading import Lock
from typing import NamedTuple

from schemas.alphabets import LANGUAGES
from schemas.dataset import UNDETERMINED

from ..analysis.matches import may_have
from .concept import Concept
from .homographs import in_capitals
from .joining import joining
from .phrases import Phrases
from .table import concepts, wider
from .tree import has_inflected

MAX_TAGGED = 2_000
"""How many characters of a text are looked at for the concepts that a record is tagged with."""

SHORT = 40
"""A text of so few characters is probably a keyword, which others share; what it names is remembered."""

SHORT_STEM = 4
"""A stem of so few letters is compared only if its word had fewer letters more."""

WIDER = "^"
"""What the tag of a concept begins with if the text names only a narrower one."""


class Found(NamedTuple):
    """A concept, and where a text names it, in characters."""

    concept: str
    start: int
    end: int


class Recogniser:
    """Finds concepts by their labels. Labels of a language are made ready when the first text needs them."""

    def __init__(self, table: Mapping[str, Concept]) -> None:
        self._table = table
        self._labels = Phrases(self._labelled, languages=LANGUAGES, passed=joining(), in_capitals=in_capitals(), by_stem=_by_stem)
        self._named_in_short = lru_cache(maxsize=20_000)(self._named_in_long)
        self._named_lately = lru_cache(maxsize=64)(self._named_in_long)
        self._wider = cache(lambda id: wider(id, self._table))
        self._first_keys = lru_cache(maxsize=1_000)(self._first_keys_of_one)
        self._first_of_all = lru_cache(maxsize=1_000)(self._first_keys_of_all)

    def concepts_in(self, text: str, language: str | None) -> list[Found]:
        """As the function `concepts_in`."""
        found = (Found(id, each.start, each.end) for each in self._labels.matches(text, language) for id in each.values)
        return list(dict.fromkeys(found))

    def among(self, concepts: Set[str], text: str, language: str) -> list[Found]:
        """As the function `among`."""
        first = self._first_of_all(frozenset(concepts))
        if language != UNDETERMINED and not may_have(text, language, first) and not has_inflected(text):
            return []
        return [each for each in self.concepts_in(text, language) if each.concept in concepts]

    def every_concept_in(self, text: str, language: str | None) -> list[Found]:
        """As the function `every_concept_in`."""
        found = (Found(id, each.start, each.end) for each in self._labels.every(text, language) for id in each.values)
        return list(dict.fromkeys(found))

    def tags(self, texts: Iterable[tuple[str, str | None]]) -> list[str]:
        """As the function `tags`."""
        named = dict.fromkeys(id for text, language in texts for id in self._named(text, language))
        above = dict.fromkeys(each for id in named for each in self._wider(id) if each not in named)
        return [*named, *(f"{WIDER}{id}" for id in above)]

    def _named(self, text: str, language: str | None) -> tuple[str, ...]:
        """The concepts of a text. A title is asked for twice in a row: for the index of its words, and for its places."""
        return self._named_in_short(text, language) if len(text) <= SHORT else self._named_lately(text, language)

    def _named_in_long(self, text: str, language: str | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id for each in self._labels.every(text[:MAX_TAGGED], language) for id in each.values))

    def _first_keys_of_all(self, concepts: frozenset[str]) -> frozenset[str]:
        """What a text must have one of that names any of the concepts, but for abbreviations with an ending."""
        return frozenset().union(*map(self._first_keys, concepts))

    def _first_keys_of_one(self, id: str) -> frozenset[str]:
        labels = self._table[id].label.items()
        return frozenset().union(*(self._labels.first_keys(each, language) for language, each in labels))

    def _labelled(self, language: str) -> Iterator[tuple[str, str]]:
        """The labels of all concepts in a language."""
        return ((label, each.id) for each in self._table.values() for label in each.label[language])


_MAKING = Lock()


def recogniser() -> Recogniser:
    """The recogniser of the whole thesaurus, made once, also when several threads ask for it at once."""
    with _MAKING:
        return _recogniser()


@cache
def _recogniser() -> Recogniser:
    return Recogniser(concepts())


def concepts_in(text: str, language: str | None) -> list[Found]:
    """The concepts that a text names, in its order, the longest label at each place.

    `language` is that of the text; None or `und` stands for one that is not known, such as that of a question. Then labels of
    every language that the letters allow are found. Concepts with the same label are all found, at the same place.
    """
    return recogniser().concepts_in(text, language)


def among(concepts: Set[str], text: str, language: str) -> list[Found]:
    """Those of `concepts_in` that are among some concepts. Quick for a text that has none of the words with which these begin."""
    return recogniser().among(concepts, text, language)


def every_concept_in(text: str, language: str | None) -> list[Found]:
    """The concepts that a text names, also by a part of a longer label: in "electricity consumption" also electricity."""
    return recogniser().every_concept_in(text, language)


def tags(texts: Iterable[tuple[str, str | None]]) -> list[str]:
    """The concepts that the texts of a field name, each once, as words for an index. Each text comes with its language.

    Those that a part of a longer label names are there too.

    A wider concept that is not named itself comes last, with `WIDER` before its id.
    """
    return recogniser().tags(texts)


def _by_stem(stem: str, word: str) -> bool:
    """A short stem that has lost much of its word is that of other words too: «за» for «заём», «слов» for «Словения»."""
    bare = stem.partition(":")[2]
    return bare == word or len(bare) > SHORT_STEM or (len(bare) > len("за") and len(word) - len(bare) < SHORT_STEM)
