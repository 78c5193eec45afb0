"""Reading the texts of a JSON object in all their languages, which are stated in the value or in the field's name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from schemas.dataset import UNDETERMINED, Statement, Text

from ..limits import MAX_NAME
from .fields import Fields, read_list
from .language_maps import Entry, entries_in, entries_in_text
from .portal_languages import PortalLanguages, portal_languages
from .texts import Found, as_text, legible, one_text

SAYS_LANGUAGES = ("_translated", "_translations", "_multilingual", "_i18n", "Map")
"""The ends of names of fields whose value is a map by language (`titleMap` is that of DCAT-US 3)."""

WITH_LANGUAGES = (*SAYS_LANGUAGES, "s", "s_translated")
"""What is put after a field's name where it has several languages: `title_translated` (ckanext-fluent), `titles`."""

Divider = re.Pattern[str]
"""What stands between two texts in one."""

WHOLE = re.compile(r"(?!)")
"""Nothing divides a text, but a list of texts is accepted."""

BETWEEN_WORDS = re.compile(r"[,;،؛、，；\n]")
"""What stands between keywords in one text."""


@dataclass(frozen=True)
class _Elsewhere:
    """A field beside the one that is asked for: its name, the language in the name, and whether it holds `several` texts."""

    name: str
    tag: str | None
    several: bool


class FieldTexts:
    """The texts of `fields`, each with all its languages. `verbatim`: their words count as they stand, as those of a licence."""

    def __init__(self, fields: Fields, *, verbatim: bool = False) -> None:
        self.fields, self.languages = fields, portal_languages(fields.source)
        self._take = fields.verbatim if verbatim else fields.text
        self._clean = fields.remarks.verbatim if verbatim else fields.remarks.text
        self._elsewhere: dict[str, list[_Elsewhere]] = {}
        for name in fields.values:
            for base, elsewhere in _elsewhere(self.languages, name) if len(name) <= MAX_NAME else ():
                self._elsewhere.setdefault(base, []).append(elsewhere)

    def one(self, *names: str, unknown: int | None = None) -> Text:
        """One text in each of its languages, from the first of some fields that has any. What has no place is listed as ignored.

        A later field adds a text in a language that is not there yet. `unknown` is that of `one_text`.
        """
        return self._one(map(self.found, names), unknown=unknown)

    def title(self, *names: str) -> Text:
        """As `one`, of the texts that have a letter or a digit. The others are listed as ignored."""
        return self._one(map(self._legible, names))

    def _legible(self, name: str) -> list[Found]:
        kept, left = legible(self.found(name))
        self.ignore(left)
        return kept

    def _one(self, fields: Iterable[list[Found]], *, unknown: int | None = None) -> Text:
        text: list[Found] = []
        for found in fields:
            if found:
                self._add(text, *one_text(found, self.languages, unknown=unknown))
        if len(text) > 1:
            text.sort(key=lambda each: self.languages.rank(each.language or UNDETERMINED))
        return as_text(text)

    def _add(self, text: list[Found], found: list[Found], left: list[Found]) -> None:
        if text:
            known, texts = {each.language for each in text} | {UNDETERMINED}, {each.text for each in text}
            found = [each for each in found if each.text not in texts]
            left = left + [each for each in found if each.language in known]
            found = [each for each in found if each.language not in known]
        text += found
        self.ignore(left)

    def leading(self, *names: str) -> str | None:
        """The text in the portal's first language, for what is kept in one language. The others are listed as ignored."""
        found = [each for name in names for each in self.found(name)]
        kept, left = one_text(found, self.languages)
        self.ignore(kept[1:] + left)
        return kept[0].text if kept else None

    def found(self, name: str, *, divider: Divider | None = None) -> list[Found]:
        """Every text of a field that is not empty, with the language that the portal states for it.

        With a `divider`, the field holds several texts: a list, or one text that is divided so.
        """
        found = self._texts(name, None, divider) if name in self.fields.values else []
        elsewhere = self._elsewhere.get(name)
        for each in sorted(elsewhere, key=lambda each: each.tag is not None) if elsewhere else ():
            if each.name in self.fields.values:
                found += self._texts(each.name, each.tag, divider or (WHOLE if each.several else None))
        return found

    def words(self, *names: str) -> list[Found]:
        """Every keyword in some fields: in lists, in maps of lists, or in one text with commas."""
        return [each for name in names for each in self.found(name, divider=BETWEEN_WORDS)]

    def statements(self, *names: str, divider: Divider | None = None) -> tuple[Statement, ...]:
        """Every statement in some fields, in every language, with its place. With a `divider` a field may be a list of them."""
        found = (each for name in names for each in self.found(name, divider=divider))
        return tuple(Statement(verbatim=each.text, field=each.pointer) for each in found)

    def ignore(self, found: list[Found]) -> None:
        for each in found:
            self.fields.ignore(each.name, each.pointer, each.text)

    def _texts(self, name: str, stated: str | None, divider: Divider | None) -> list[Found]:
        """The texts of one field. A list of plain texts is accepted with a divider only."""
        value, pointer = self.fields.values[name], self.fields.pointer(name)
        entries = self._entries(name, value, divider)
        if entries is not None:
            self.fields.take(name)
            places = ((each, Found("", stated, pointer + each.place, name)) for each in entries)
            return [found for each, where in places for found in self._of_entry(each, where, divider)]
        text = self._take(name)
        return [Found(part, stated, pointer, name) for part in _divided(text, divider)] if text else []

    def _entries(self, name: str, value: Any, divider: Divider | None) -> list[Entry] | None:
        if isinstance(value, str):
            entries = entries_in_text(value, self.languages)
            if entries is None and divider and isinstance(listed := read_list(value), list):
                entries = [Entry(None, [each]) for each in listed]
            return entries and [replace(each, place="") for each in entries]
        entries = entries_in(value, self.languages, expected=name.endswith(SAYS_LANGUAGES))
        if entries is None and isinstance(value, list) and divider:
            return [Entry(None, [each], f"/{index}") for index, each in enumerate(value)]
        return entries

    def _of_entry(self, entry: Entry, where: Found, divider: Divider | None) -> Iterator[Found]:
        if not entry.used:
            self.fields.ignore(where.name, where.pointer, entry.value)
            return
        tag = self.languages.tag(entry.key) if entry.key else None
        if entry.key and tag is None:
            self.fields.remarks.note("language-not-understood", where.pointer, entry.key)
        for value in entry.value if isinstance(entry.value, list) else [entry.value]:
            text = self._text(value, where.pointer)
            for part in [text] if isinstance(entry.value, list) else _divided(text, divider):
                if part:
                    yield replace(where, text=part, language=tag or where.language)

    def _text(self, value: Any, pointer: str) -> str:
        if isinstance(value, str):
            return self._clean(value, pointer)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if value not in (None, [], {}):
            self.fields.remarks.note("text-expected", pointer, value)
        return ""


@lru_cache(maxsize=16_384)
def _elsewhere(languages: PortalLanguages, name: str) -> tuple[tuple[str, _Elsewhere], ...]:
    """The fields whose texts a field of this name holds as well: `title` for `titles`, `title_translated` and `title_ru`."""
    with_language = languages.in_name(name)
    base, tag = with_language or (name, None)
    found = [(base, _Elsewhere(name, tag, several=True))] if tag else []
    for ending in filter(base.endswith, WITH_LANGUAGES):
        several = tag is not None or ending not in SAYS_LANGUAGES
        found.append((base.removesuffix(ending), _Elsewhere(name, tag, several=several)))
    return tuple(found)


def _divided(text: str, divider: Divider | None) -> list[str]:
    return [text] if divider is None or divider is WHOLE else [part.strip() for part in divider.split(text) if part.strip()]
