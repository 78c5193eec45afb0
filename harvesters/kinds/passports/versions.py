"""The versions of the data that a passport names, each with the structure that it follows.

In a table they are properties such as `data-2019-07-19-structure-2017-11-23`, whose value is the address. In XML and JSON they
are under `data`: `{"source": …, "created": …, "provenance": …, "valid": …, "structure": …}`, where `source` may have an address
for each format. A structure says what the columns mean and is no data, so it is no distribution: it is listed as ignored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from schemas.dataset import DateValue, Distribution, Text
from schemas.file_formats import file_format

from ...reading.addresses import Address
from ...reading.dates import Dates, Stated
from ...reading.field_texts import FieldTexts
from ...reading.fields import Fields
from ...reading.files import is_file
from .properties import property_of

DAY = r"\d{4}-\d\d-\d\d(?:T[\d:-]{4,8})?|\d{8}(?:T\d{4}(?:\d\d)?)?"

DATA = re.compile(r"data[-_].+", re.IGNORECASE | re.DOTALL)
STRUCTURE = re.compile(r"structure[-_].+", re.IGNORECASE | re.DOTALL)
"""The names of properties, and of files, that hold a version of the data or of their structure."""

DAY_OF_DATA = re.compile(rf"data[-_](?P<day>{DAY})(?![\dT])", re.IGNORECASE)

WRAPPERS = ("dataversion", "structureversion", "version", "versions", "item")
"""The elements around each version."""


@dataclass(frozen=True)
class Version:
    """A version of the data: an address, its name, its day, what changed in it, and the format that is stated for it."""

    address: Address
    name: str | None = None
    day: DateValue | None = None
    provenance: Text = ()
    format: str | None = None

    @property
    def is_page(self) -> bool:
        """Whether the address leads to a page, and not to data."""
        return not is_file(self.address.text) and not DATA.fullmatch(_file_name(self.address))

    def distribution(self, stated: str | None) -> Distribution:
        """`stated` is the format that the passport states. The address is believed before it: it may be that of the passport."""
        url = self.address.text
        kind = file_format(stated=None, media_type=None, url=url) or file_format(
            stated=self.format or stated, media_type=None, url=None
        )
        return Distribution(
            identifier=self.name,
            description=self.provenance,
            access_url=url,
            download_url=url if self.address.reachable and is_file(url) else None,
            format=kind,
            issued=self.day,
        )


def of_property(fields: Fields, name: str, *, base: str) -> Iterator[Version]:
    """The versions in a property of a table. `base` is the address of the passport."""
    pointer = fields.pointer(name)
    for address in fields.addresses(name, base=base):
        yield Version(address, name, _day(name, pointer, fields) or _day(_file_name(address), pointer, fields))


def _day(name: str, pointer: str, fields: Fields) -> DateValue | None:
    """The day in the name of a property or a file, of which the first is that of the data."""
    found = DAY_OF_DATA.match(name)
    return Dates(fields.remarks, fields.source).happened([Stated(found["day"], pointer)]) if found else None


def _file_name(address: Address) -> str:
    return urlsplit(address.text).path.rpartition("/")[2]


def of_value(value: Any, around: Fields, pointer: str, *, base: str) -> Iterator[Version]:
    """The versions in the value of `data`: an address, an object, or a list of them."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from of_value(each, around, f"{pointer}/{number}", base=base)
    elif not isinstance(value, dict):
        yield from _of_text(value, around, pointer, base=base)
    elif wrapper := next((name for name in value if name.casefold() in WRAPPERS), None):
        rest = Fields({name: each for name, each in value.items() if name != wrapper}, around.remarks, around.source, at=pointer)
        rest.close(housekeeping=())
        yield from of_value(value[wrapper], around, f"{pointer}/{wrapper}", base=base)
    else:
        yield from _of_object(Fields(dict(value), around.remarks, around.source, at=pointer), base=base)


def _of_text(value: Any, around: Fields, pointer: str, *, base: str) -> Iterator[Version]:
    at, _, name = pointer.rpartition("/")
    for address in Fields({name: value}, around.remarks, around.source, at=at).addresses(name, base=base):
        yield Version(address, day=_day(_file_name(address), pointer, around))


def _of_object(fields: Fields, *, base: str) -> Iterator[Version]:
    """The versions in an object: one for each address of its `source`."""
    for name in list(fields.values):
        known = "source" if name.casefold() == "source" else property_of(name)
        if known and known != name:
            fields.adopt(known, fields.take(name), pointer=fields.pointer(name))
    versions = [*_of_sources(fields, base=base)]
    day, provenance = fields.date("created"), FieldTexts(fields).one("provenance", "description")
    stated = fields.text("format")
    pointer = fields.pointer("previous")
    previous = [*of_value(fields.take("previous") or [], fields, pointer, base=base)]
    fields.close(housekeeping=())
    for each in versions:
        yield replace(each, day=day or each.day, provenance=provenance, format=each.format or stated)
    yield from previous


def _of_sources(fields: Fields, *, base: str) -> Iterator[Version]:
    for name in ("source", "link"):
        value = fields.values.get(name)
        if isinstance(value, dict):
            inner = Fields(dict(fields.take(name)), fields.remarks, fields.source, at=fields.pointer(name))
            for kind in list(inner.values):
                for each in of_value(inner.values[kind], inner, inner.pointer(kind), base=base):
                    yield replace(each, format=kind)
        elif value is not None:
            pointer = fields.pointer(name)
            yield from of_value(fields.take(name) or [], fields, pointer, base=base)
