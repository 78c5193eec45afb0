"""Reading the metadata of an XML record, so that nothing is lost unnoticed. It is like `Fields`, but for XML.

Pointers look into the record as if it were JSON, by local names: `/metadata/title/0` is the first title. A name from
another vocabulary than Dublin Core has a prefix: `/metadata/ows:BoundingBox/0`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from schemas.source import Source

from .language_maps import entries_in_text
from .pointers import escaped
from .portal_languages import portal_languages
from .remarks import Remarks
from .texts import Found
from .xml import Element, children, local_name, namespace, text_of, vocabulary

DUBLIN_CORE = frozenset({"", "purl.org/dc/elements/1.0", "purl.org/dc/elements/1.1", "purl.org/dc/terms"})
"""The vocabularies whose elements have no prefix in pointers. Some portals leave the namespace out."""

VERBATIM = frozenset(
    {
        "accessRights",
        "hasFormat",
        "identifier",
        "license",
        "prov:wasDerivedFrom",
        "references",
        "relation",
        "rights",
        "source",
        "wasDerivedFrom",
    }
)
"""Elements whose words count as they stand: statements of rights and origin, and addresses. All others are texts for people."""

LANGUAGE = ("{http://www.w3.org/XML/1998/namespace}lang", "lang", "language")
"""The attributes that state a language: XML's, and what portals write for it."""


class Elements:
    """The elements of a record's metadata that were not read yet, by name. `source` says how the portal writes."""

    def __init__(self, record: Element, remarks: Remarks, source: Source) -> None:
        self.remarks, self.source, self.languages = remarks, source, portal_languages(source)
        self.unread: dict[str, list[Found]] = {}
        for metadata in children(record, "metadata"):
            for container in children(metadata):
                around = _stated(container) or _stated(metadata)
                for element in children(container):
                    self._add(element, _stated(element) or around)

    def _add(self, element: Element, stated: str) -> None:
        """`stated` is its language, which it may have from an element around it (XML 1.0, 2.12)."""
        name = _name(element)
        found = self.unread.setdefault(name, [])
        pointer = f"/metadata/{name}/{len(found)}"
        found.append(Found(text_of(element), self._tag(stated, pointer), pointer, name))

    def _tag(self, stated: str, pointer: str) -> str | None:
        tag = self.languages.tag(stated) if stated else None
        if stated and tag is None:
            self.remarks.note("language-not-understood", pointer, stated)
        return tag

    def take(self, *names: str) -> list[Found]:
        """The elements with some names that have text, in the order of the names."""
        return list(self._cleaned(self._taken(names)))

    def take_texts(self, *names: str) -> list[Found]:
        """As `take`; a text that is a JSON object of texts by language is these texts."""
        return list(self._cleaned(text for each in self._taken(names) for text in self._by_language(each)))

    def _taken(self, names: Iterable[str]) -> Iterator[Found]:
        return (each for name in names for each in self.unread.pop(name, []))

    def _cleaned(self, found: Iterable[Found]) -> Iterator[Found]:
        for each in found:
            clean = self.remarks.verbatim if each.name in VERBATIM else self.remarks.text
            if text := clean(each.text, each.pointer):
                yield each if text == each.text else replace(each, text=text)

    def _by_language(self, found: Found) -> Iterator[Found]:
        entries = entries_in_text(found.text, self.languages)
        if entries is None:
            yield found
        for entry in entries or ():
            tag = self._tag(entry.key, found.pointer) if entry.key else found.language
            for value in entry.value if isinstance(entry.value, list) else [entry.value]:
                if entry.used and (text := "" if value is None else str(value).strip()):
                    yield replace(found, text=text, language=tag)

    def put_back(self, *found: Found) -> None:
        """Put elements back, so that they are listed as ignored."""
        for each in found:
            self.unread.setdefault(each.name, []).append(each)

    def close(self) -> None:
        """List what was not read as ignored."""
        for name, found in self.unread.items():
            for each in found:
                if each.text:
                    self.remarks.ignore(name, each.pointer, each.text)


def _stated(element: Element) -> str:
    return next((stated for name in LANGUAGE if (stated := element.get(name, "").strip())), "")


def _name(element: Element) -> str:
    address, name = namespace(element), local_name(element)
    return name if vocabulary(address) in DUBLIN_CORE else escaped(f"{element.prefix or address}:{name}")
