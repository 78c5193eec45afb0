"""Reading a record field by field, so that nothing is lost unnoticed.

A reader takes each field that it understands out of a `Fields`. A value of the wrong type becomes an issue. The fields that are
left at the end are listed as ignored. Nothing here raises: a bad value is left out, and the rest of the record is read.
"""

from collections.abc import Callable, Container, Iterator
from typing import Any

import orjson

from schemas.dataset import Coded, DateValue, Location, PeriodOfTime
from schemas.placeholders import is_placeholder
from schemas.source import Source

from ..limits import MAX_TEXT
from .addresses import Address, read_addresses
from .dates import Dates, Stated
from .files import format_of
from .places import noted_places
from .pointers import escaped
from .prose import is_plain
from .remarks import Remarks, excerpt
from .repeated_keys import Settled

MAX_DIGITS = 18
"""The most digits of a whole number that is accepted as a file's size."""


class Fields:
    """The fields of one JSON object that were not read yet.

    `source` says how the portal writes. `at` is the object's JSON pointer. An empty value (null, empty text, list or object)
    counts as absent everywhere, and so does a text that only says that there is no value, unless its words count as they stand.
    """

    def __init__(self, values: dict[str, Any], remarks: Remarks, source: Source, *, at: str = "") -> None:
        self.values, self.remarks, self.source, self.at = values, remarks, source, at
        self._adopted: dict[str, str] = {}
        self._dates = Dates(remarks, source)
        if isinstance(values, Settled):
            self._ignore_repeated(values)

    def pointer(self, name: str) -> str:
        """The JSON pointer (RFC 6901) of a field."""
        return self._adopted.get(name) or f"{self.at}/{escaped(name)}"

    def take(self, name: str) -> Any:
        """The value of a field of any type, None if it is absent."""
        value = self.values.pop(name, None)
        return None if value is None or _empty(value) else value

    def take_object(self, name: str) -> dict[str, Any]:
        """An object, empty if the field is absent or has another type."""
        value = self.take(name)
        if value is None or isinstance(value, dict):
            return value or {}
        self.remarks.note("object-expected", self.pointer(name), value)
        return {}

    def adopt(self, name: str, value: Any, *, pointer: str) -> None:
        """Add a field from another place in the record, unless it is here already."""
        if _empty(self.values.get(name)):
            self.values[name] = value
            self._adopted[name] = pointer
        elif not _empty(value):
            self.ignore(name, pointer, value)

    def text(self, *names: str) -> str | None:
        """The first of some fields that has text. A number counts as text; any other value is an issue."""
        for name in names:
            value = self.values.pop(name, None)
            if value is None:
                continue
            if isinstance(value, str):
                if text := self._clean(value, name):
                    return text
            elif isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
            elif not _empty(value):
                self.remarks.note("text-expected", self.pointer(name), value)
        return None

    def _clean(self, value: str, name: str) -> str:
        """A text, cleaned by `Remarks`. The common case comes first, because most of the time is spent here."""
        plain = len(value) <= MAX_TEXT and "://" not in value and is_plain(value) and not is_placeholder(value)
        return value.strip() if plain else self.remarks.text(value, self.pointer(name))

    def verbatim(self, name: str) -> str | None:
        """A field whose words count as they stand, such as a licence: markup and addresses in it are kept."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return self.text(name)
        del self.values[name]
        return self.remarks.verbatim(value, self.pointer(name)) or None

    def date(
        self, *names: str, in_utc: tuple[str, ...] = (), of_record: tuple[str, ...] = (), in_portal_zone: bool = False
    ) -> DateValue | None:
        """A date of issue or change: that of the first field that has one. The fields after it stay unread.

        `in_utc` are fields in which the portal's software writes UTC without saying so. Those `of_record` are in UTC too; they
        say when the portal's record was made or changed, so they come last. `in_portal_zone`: the software writes all of these in
        the portal's own zone. If no field has a date, the first text is kept.
        """
        groups = ((names, False, False), (in_utc, not in_portal_zone, False), (of_record, not in_portal_zone, True))
        return self._dates.happened(
            Stated(text, self.pointer(name), in_utc=utc, of_record=record)
            for group, utc, record in groups
            for name in group
            if name in self.values and (text := self._date_text(name))
        )

    def date_of_period(self, *names: str) -> DateValue | None:
        """The first of some fields that has text, as an end of a period. It may lie in the future."""
        stated = (Stated(text, self.pointer(name)) for name in names if (text := self._date_text(name)))
        return next(map(self._dates.read, stated), None)

    def period(self, *names: str) -> PeriodOfTime | None:
        """The period in the first of some fields that is a text."""
        for name in names:
            if isinstance(self.values.get(name), str) and (text := self.text(name)):
                return self._dates.period(text, self.pointer(name))
        return None

    def frequency(self, *names: str) -> str | None:
        """How often the data change: the first of some fields that has text, else the words about it in a field for a date."""
        return self.text(*names) or self._dates.take_frequency()

    def _date_text(self, name: str) -> str | None:
        """The text of a field for a date. Objects and lists are what programs write; they are read as JSON."""
        value = self.values.get(name)
        if isinstance(value, dict | list) and value and (text := self._dates.of_program(value)):
            del self.values[name]
            return text
        return self.text(name)

    def size(self, name: str) -> int | None:
        """A number of bytes: a whole number from 0 on, also as text."""
        value = self.take(name)
        if isinstance(value, str) and self.remarks.says_nothing(value, self.pointer(name)):
            return None
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        if isinstance(number, str) and number.strip().isdecimal() and len(number) < MAX_DIGITS:
            number = int(number)
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 10**MAX_DIGITS:
            return number
        if value is not None:
            self.remarks.note("number-not-understood", self.pointer(name), value)
        return None

    def format(self, name: str, *, media_type: str | None, url: str | None) -> Coded | None:
        """The file format in a field, else that of the media type or the address. A stated one that is not known is an issue."""
        return format_of(self.text(name), self.remarks, self.pointer(name), media_type=media_type, url=url)

    def url(self, *names: str, base: str | None = None) -> str | None:
        """The first address of the first of some fields that has one. A path is joined to `base`."""
        addresses = (each.text for name in names for each in self.addresses(name, base=base))
        return next(addresses, None)

    def addresses(self, name: str, *, base: str | None = None) -> tuple[Address, ...]:
        """The addresses in a field, which is a text or a list of texts. A path is joined to `base`."""
        value = self.take(name)
        if value is None:
            return ()
        pointer = self.pointer(name)
        found: dict[str, Address] = {}
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                found |= {each.text: each for each in self._addresses(text, pointer, base=base)}
            elif text is not None:
                self.remarks.note("text-expected", pointer, text)
        if len(found) > 1:
            self.remarks.note("url-several", pointer, value if isinstance(value, str) else ", ".join(found))
        return tuple(found.values())

    def _addresses(self, text: str, pointer: str, *, base: str | None) -> tuple[Address, ...]:
        if self.remarks.says_nothing(text, pointer):
            return ()
        if len(text) > MAX_TEXT:
            self.remarks.note("text-too-long", pointer, f"{len(text)} characters")
        read = read_addresses(text[:MAX_TEXT], self.source, base=base)
        for code in read.issues:
            self.remarks.note(code, pointer, text.strip())
        return read.found

    def places(self, name: str) -> Iterator[Location]:
        """The places in a field, which is a text, an object or a list of them."""
        value, pointer = self.take(name), self.pointer(name)
        if isinstance(value, bool):
            self.remarks.note("text-expected", pointer, value)
        elif value is not None:
            yield from noted_places(self._clean(value, name) if isinstance(value, str) else value, self.remarks, pointer)

    def items(self, name: str) -> Iterator[tuple[Any, str]]:
        """The entries of a list that are not empty, each with its pointer."""
        value = self.take(name)
        if value is None:
            return
        pointer = self.pointer(name)
        if not isinstance(value, list):
            self.remarks.note("list-expected", pointer, value)
            return
        for index, item in enumerate(value):
            if not _empty(item):
                yield item, f"{pointer}/{index}"

    def objects(self, name: str) -> Iterator["Fields"]:
        """The entries of a list that are objects."""
        for item, pointer in self.items(name):
            if isinstance(item, dict):
                yield Fields(item, self.remarks, self.source, at=pointer)
            else:
                self.remarks.note("object-expected", pointer, item)

    def coded(
        self,
        name: str,
        read: Callable[[str], Coded],
        *,
        divider: str | None = None,
        complaint: str | None = None,
        verbatim: bool = False,
    ) -> tuple[Coded, ...]:
        """Values of a vocabulary: a list of texts, or one text. The text may be a JSON list, or values separated by `divider`.

        `complaint` is the issue for a value that the vocabulary does not know. `verbatim`: the words count as they stand.
        """
        if name not in self.values:
            return ()
        found = []
        for text, pointer in self.texts(name, divider=divider, verbatim=verbatim):
            value = read(text)
            if complaint and value.code is None:
                self.remarks.note(complaint, pointer, text)
            found.append(value)
        return tuple(dict.fromkeys(found))

    def close(self, *, housekeeping: Container[str]) -> None:
        """List what was not read as ignored, except fields that say nothing about the dataset."""
        self._dates.close()
        for name, value in self.values.items():
            if name not in housekeeping and not _empty(value):
                self.ignore(name, self.pointer(name), value)

    def ignore(self, name: str, pointer: str, value: object) -> None:
        if pointer != f"{self.at}/{escaped(name)}":  # it was in a list, where its number says nothing: report it by name
            self.remarks.ignore(name, pointer, f"{name}: {excerpt(value)}", at=pointer.rsplit("/", 2)[0])
        else:
            self.remarks.ignore(name, pointer, value)

    def _ignore_repeated(self, values: Settled) -> None:
        """List the values of keys that come again, at any depth."""
        for each in values.unused:
            told = f"{each.key} comes again: {'; '.join(map(excerpt, each.values))}"
            self.remarks.ignore(f"{each.key} again", each.pointer, told)

    def texts(self, name: str, *, divider: str | None = None, verbatim: bool = False) -> Iterator[tuple[str, str]]:
        """The texts of a field, with its pointer: a list of texts, one text, or a text with a JSON list or a `divider`."""
        clean = self.remarks.verbatim if verbatim else self.remarks.text
        value, pointer = self.take(name), self.pointer(name)
        listed = read_list(value) if isinstance(value, str) else value
        if listed is None:
            return
        if not isinstance(listed, list):
            listed = str(value).split(divider) if isinstance(value, str) and divider else [value]
        for item in listed:
            if isinstance(item, str):
                if text := clean(item, pointer):
                    yield text, pointer
            elif not _empty(item):
                self.remarks.note("text-expected", pointer, item)


def read_list(text: str) -> object:
    """What a text holds that is a list in JSON, else the text."""
    if not text.lstrip().startswith("["):
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _empty(value: object) -> bool:
    return value is None or value in ("", [], {})
