"""The languages of a portal: which one a key, the end of a field's name, or a text without a statement is in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from schemas.dataset import UNDETERMINED
from schemas.languages import base_of, language_tag, languages_in_names, languages_of_states
from schemas.recognition import language_of
from schemas.source import Source

from ..limits import MAX_NAME

WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\WA-Z\d_]+|[A-Z]+|\d+")
"""The words of a name, between separators and capital letters: `titleEnUS` has `title`, `En`, `US`."""

WRITTEN_TOGETHER = re.compile(r"(?P<name>title|name|notes|description|keywords|tags|text)(?P<tag>[a-z]{2,3})")
"""A name and a language without anything between them: `namekz`."""

NO_LANGUAGE = frozenset({"text", "title", "name", "value", "label", "lang", "language", "description", "notes"})
"""Words that portals put before or after a language in the keys of a map: `uzbText`, `title_ru`."""


SURE = 0.95
"""The probability from which a recognised language is kept with a text, as if the portal had stated it."""


@dataclass(frozen=True, eq=False)  # compared as objects: quick in the caches below
class PortalLanguages:
    """What a source's declaration tells about languages: those it declares, most frequent first, and its state."""

    declared: tuple[str, ...]
    jurisdiction: str

    @cached_property
    def bases(self) -> tuple[str, ...]:
        return tuple(map(base_of, self.declared))

    @cached_property
    def states(self) -> frozenset[str]:
        """The states whose codes may stand for languages: the portal's own, and those whose languages it declares."""
        codes = languages_of_states()
        meant = {codes.get(self.jurisdiction), *self.bases}
        return frozenset(state for state, code in codes.items() if code in meant)

    @cached_property
    def among(self) -> frozenset[str]:
        """The languages that a text may be recognised as: the declared ones, that of the state, Russian and English."""
        own = languages_of_states().get(self.jurisdiction)
        return frozenset({*self.bases, "ru", "en"} | ({own} if own else set()))

    def tag(self, key: str) -> str | None:
        """The language that a key stands for (BCP 47 tag, with the region if it is stated). None if it stands for none."""
        return _tag(self, key) if len(key) <= MAX_NAME else None

    def in_name(self, name: str) -> tuple[str, str] | None:
        """The name in small letters without the language in it, and that language: `title`, `ru` for `title_ru` and `ruTitle`."""
        return _in_name(self, name) if len(name) <= MAX_NAME else None

    def rank(self, tag: str) -> int:
        """The portal's languages first, in its order; then others; last what nobody knows."""
        base = base_of(tag)
        return self.bases.index(base) if base in self.bases else len(self.bases) + (base == UNDETERMINED)

    def only(self) -> str | None:
        """The language of the portal, if it has only one."""
        return self.declared[0] if len(self.declared) == 1 else None

    def can_be(self, text: str, tag: str) -> bool:
        """Whether a text can be in a language, by its letters and words."""
        return language_of(text, tag, among=()) == base_of(tag)

    def recognised(self, text: str, *, floor: float = SURE) -> str:
        """The language of a text that states none, `und` if it cannot be told."""
        return language_of(text, among=self.among, floor=floor) if self.declared else UNDETERMINED


def portal_languages(source: Source) -> PortalLanguages:
    return _of(source.language, source.jurisdiction)


@lru_cache(maxsize=256)
def _of(declared: tuple[str, ...], jurisdiction: str) -> PortalLanguages:
    return PortalLanguages(declared, jurisdiction)


@lru_cache(maxsize=4096)
def _tag(languages: PortalLanguages, key: str) -> str | None:
    if tag := language_tag(key, states=languages.states):
        return tag
    words = [word for word in WORDS.findall(key) if word.casefold() not in NO_LANGUAGE]
    found = (language_tag(between.join(words), states=languages.states) for between in "- ")
    return next(filter(None, found), None)


@lru_cache(maxsize=4096)
def _in_name(languages: PortalLanguages, name: str) -> tuple[str, str] | None:
    words = [word.casefold() for word in WORDS.findall(name)]
    if len(words) == 1:
        together = WRITTEN_TOGETHER.fullmatch(words[0])
        words = [together["name"], together["tag"]] if together else words
    for count in (2, 1):  # of the words that may be a language: `en_US`, `ru`
        for tagged, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            if rest and (tag := _usual(languages, tagged)):
                return "_".join(rest), tag
    return None


def _usual(languages: PortalLanguages, words: Sequence[str]) -> str | None:
    """The language that words of a field's name stand for, if it is one that names have."""
    tag = language_tag("-".join(words), states=languages.states)
    return tag if tag and (base_of(tag) in languages.bases or base_of(tag) in languages_in_names()) else None
