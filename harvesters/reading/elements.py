"""Reading the metadata of an XML record, so that nothing is lost unnoticed. It is like `Fields`, but for XML.

Pointers look into the record as if it were JSON, by local names: `/metadata/title/0` is the first title. A name from
another vocabulary than Dublin Core has a prefix: `/metadata/ows:BoundingBox/0`.
"""

from dataclasses import dataclass

from schemas.languages import language
from schemas.source import Source

from .fields import escaped
from .remarks import Remarks
from .xml import Element, children, local_name, namespace, text_of, vocabulary

DUBLIN_CORE = frozenset({"", "purl.org/dc/elements/1.0", "purl.org/dc/elements/1.1", "purl.org/dc/terms"})
"""The vocabularies whose elements have no prefix in pointers. Some portals leave the namespace out."""

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Found:
    """An element with text: its text, its stated language, and its place."""

    text: str
    language: str | None
    pointer: str


class Elements:
    """The elements of a record's metadata that were not read yet, by name. `source` says how the portal writes."""

    def __init__(self, record: Element, remarks: Remarks, source: Source) -> None:
        self.remarks, self.source = remarks, source
        self.unread: dict[str, list[Found]] = {}
        for metadata in children(record, "metadata"):
            for container in children(metadata):
                for element in children(container):
                    self._add(element)

    def _add(self, element: Element) -> None:
        name = _name(element)
        found = self.unread.setdefault(name, [])
        pointer = f"/metadata/{name}/{len(found)}"
        tag = language(stated).code if (stated := element.get(LANGUAGE, "").strip()) else None
        if stated and tag is None:
            self.remarks.note("language-not-understood", pointer, stated)
        found.append(Found(self.remarks.text(text_of(element), pointer), tag, pointer))

    def take(self, *names: str) -> list[Found]:
        """The elements with some names that have text, in the order of the names."""
        return [each for name in names for each in self.unread.pop(name, []) if each.text]

    def put_back(self, *found: Found) -> None:
        """Put elements back, so that they are listed as ignored."""
        for each in found:
            self.unread.setdefault(each.pointer.split("/")[2], []).append(each)

    def close(self) -> None:
        """List what was not read as ignored."""
        for name, found in self.unread.items():
            for each in found:
                if each.text:
                    self.remarks.ignore(name, each.pointer, each.text)


def _name(element: Element) -> str:
    address, name = namespace(element), local_name(element)
    return name if vocabulary(address) in DUBLIN_CORE else escaped(f"{element.prefix or address}:{name}")
