"""The fields of an object in JSON-LD, also where a portal writes it as plain JSON: one name for each field, plain values.

`dct:title`, `http://purl.org/dc/terms/title` and `title` are one field; `{"@id": x}`, `{"@value": x}` and `[x]` are x
(https://www.w3.org/TR/json-ld11/). A context is not read: it stands outside of the record, and portals use the usual names.
"""

import re
from collections.abc import Iterable
from typing import Any

from .fields import Fields
from .pointers import escaped

SHORTENED = re.compile(r"(?:[a-z][a-z0-9-]{0,20}:|https?://[^\s]{1,200}[/#])(?P<name>[A-Za-z][\w-]{0,60})")
"""The name of a field with a prefix, or as an IRI."""

REFERENCE = re.compile(r"(?:ftype|lang):(?P<code>[A-Z0-9_]{1,40})")
"""A code of the EU's tables with a prefix, as ArcGIS Hub writes it (`koop-output-dcat-ap-201`)."""

SPELLINGS = {"accessUrl": "accessURL", "downloadUrl": "downloadURL", "licence": "license"}
"""Names as portals write them, and as the standard does."""

MANY = frozenset({"keyword", "theme", "distribution", "dataset"})
"""Fields that are lists. A list of one value in any other field is that value."""

TYPE = frozenset({"@type", "@context", "type"})
"""Fields that say what an object is, not what is in it."""

WORDS = ("@value", "prefLabel", "label", "name", "title", "notation", "fn", "@id")
"""The fields of an object that name it, the best first."""

CODES = ("@value", "@id", "notation", "prefLabel", "label", "name", "title")
"""The same where the name is a code of a vocabulary."""


class Linked(Fields):
    """As `Fields`, with one name for each field and plain values. What an object says besides its name is listed as ignored."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields.values, fields.remarks, fields.source, at=fields.at)
        for name in list(self.values):
            short = _local_name(name)
            value = self.values[name] = _plain(self.values[name], many=short in MANY)
            if short != name:
                del self.values[name]
                self.adopt(short, value, pointer=f"{self.at}/{escaped(name)}")

    def inner(self, name: str) -> list["Linked"]:
        """The objects in a field, which has one or a list of them. What is no object stays in the field."""
        value, pointer = self.values.get(name), self.pointer(name)
        if isinstance(value, dict):
            del self.values[name]
            return [self._linked(value, pointer)] if value else []
        if not isinstance(value, list) or not any(isinstance(each, dict) for each in value):
            return []
        self.values[name] = [each for each in value if not isinstance(each, dict)]
        return [self._linked(each, f"{pointer}/{number}") for number, each in enumerate(value) if isinstance(each, dict) and each]

    def reduce(self, *names: str, keys: Iterable[str] = CODES) -> None:
        """Put in place of the objects in some fields what names them: the first of some `keys` that has a text."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, dict):
                self.values[name] = self._named(value, self.pointer(name), keys)
            elif isinstance(value, list):
                self.values[name] = [
                    self._named(each, f"{self.pointer(name)}/{number}", keys) if isinstance(each, dict) else each
                    for number, each in enumerate(value)
                ]

    def end(self, *housekeeping: str) -> None:
        """As `close`."""
        self.close(housekeeping=TYPE | {*housekeeping})

    def _named(self, value: dict[str, Any], pointer: str, keys: Iterable[str]) -> Any:
        """What names an object; the object itself if nothing does: it may be a text by language."""
        linked = Linked(Fields(dict(value), self.remarks, self.source, at=pointer))
        key = next((key for key in keys if isinstance(linked.values.get(key), str) and linked.values[key].strip()), None)
        if key is None or ("@value" in value and "@language" in value):
            return value
        name = linked.values.pop(key)
        linked.end()
        return _reference(name)

    def _linked(self, value: dict[str, Any], pointer: str) -> "Linked":
        return Linked(Fields(value, self.remarks, self.source, at=pointer))


def _local_name(name: str) -> str:
    match = SHORTENED.fullmatch(name)
    short = match["name"] if match else name
    return SPELLINGS.get(short, short)


def _plain(value: Any, *, many: bool) -> Any:
    """A value without the objects and lists of JSON-LD around it. They are not looked for any deeper."""
    if isinstance(value, list):
        value = [_simple(each) for each in value]
        return value[0] if len(value) == 1 and not many and not isinstance(value[0], list) else value
    return _simple(value)


def _simple(value: Any) -> Any:
    if isinstance(value, dict):
        keys = value.keys() - {"@type"}
        if len(keys) == 1 and (key := next(iter(keys))) in {"@id", "@value"} and isinstance(value[key], str | int | float):
            return _reference(value[key])
    return value


def _reference(value: Any) -> Any:
    match = REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return match["code"] if match else value
