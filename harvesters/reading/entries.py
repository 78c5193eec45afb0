"""A page of XML that is not well-formed, cut at its entries. Each is read alone, so that a broken one does not cost the others.

An entry is what OAI-PMH calls a `record`, with its `header`, or a `header` alone; with any prefix. It takes linear time: no
pattern has two parts that could share a text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.entities import html5
from itertools import pairwise

from .broken import Broken
from .identifiers import identifier_of
from .xml import Element, UnreadableXml, parse

NAME = r"(?:[\w.-]{1,64}:)?"
"""An optional prefix."""

ENTRY = re.compile(
    rf"(?:<{NAME}record\b[^<>]{{0,2000}}>\s*+){{1,3}}<{NAME}header\b|<{NAME}header\b[^<>]{{0,2000}}>\s*+<{NAME}identifier\b"
)
"""The beginning of an entry. Some portals put a record into a record."""

END = re.compile(rf"</{NAME}(?:record|header)\s*+>")

TOKEN = re.compile(rf"<{NAME}resumptionToken\b[^<>]{{0,9000}}(?:/>|>[^<>]{{0,9000}}</{NAME}resumptionToken\s*+>)")

AFTER = re.compile(rf"<{NAME}resumptionToken\b")

IDENTIFIER = re.compile(rf"<{NAME}identifier\b[^<>]{{0,2000}}>([^<>]{{1,2000}})<")

DECLARATION = re.compile(r"""\s(xmlns(?::[\w.-]{1,64})?)\s{0,9}=\s{0,9}("[^"<>]{0,2000}"|'[^'<>]{0,2000}')""")

CONTAINER = re.compile(r"<([\w.:-]{1,129})[^<>]{0,2000}>\s*+\Z")

BEGINNING = 10_000
"""So many characters before the first entry are searched for declarations of namespaces."""

MAX_ENTRIES = 10_000
"""The most entries of a page that is cut: each is read with the declarations."""

LITERALS = {"<!--": "-->", "<![CDATA[": "]]>"}

OPENING = re.compile(r"<!--|<!\[CDATA\[")

REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,40};)")

BARE = re.compile(r"&(?!#|[A-Za-z][A-Za-z0-9]{0,40};)")

OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})

USUAL = {
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "dct": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xlink": "http://www.w3.org/1999/xlink",
}
"""Prefixes that portals use without declaring them, as the specifications use them."""


@dataclass(frozen=True)
class Mended:
    """A page of the entries that can be read, with its token; the others; and the entries that were read with HTML's entities.

    Of these it has the identifier and an entity.
    """

    root: Element
    broken: tuple[Broken, ...] = ()
    decoded: tuple[tuple[str | None, str], ...] = ()


def mended(text: str, *, root: str) -> Mended | None:
    """A page whose root element has the local name `root`. None if it is broken off, or broken elsewhere than in its entries."""
    opening = re.search(rf"<({NAME}{re.escape(root)})(?=[\s>])", text)
    if opening is None:
        return None
    text = text[opening.start() :]
    try:
        return Mended(parse(text))
    except UnreadableXml:
        return _cut(text, root=opening[1])


def _cut(text: str, *, root: str) -> Mended | None:
    starts = list(_starts(text, _literals(text)))
    if not starts:
        return _without_entries(text)
    end = text.rfind(f"</{root}")
    if len(starts) > MAX_ENTRIES or end < starts[-1] or ">" not in text[end:]:
        return None
    head = text[: starts[0]]
    container = CONTAINER.search(head[-3000:])
    entries = [*_entries(text[:end], starts)]
    tail = entries.pop()
    declarations = _declarations(head[:BEGINNING])
    page = _Page(f"<{root}{''.join(f' {name}={value}' for name, value in declarations.items())}>", f"</{root}>", declarations)
    for entry in entries:
        page.add(entry)
    return page.mended(container[1] if container else "list", _token(tail) or _token(head))


def _without_entries(text: str) -> Mended | None:
    """A page without entries. A bare `&` in it is one of an address or a message, so it is read as it is sent."""
    try:
        return Mended(parse(BARE.sub("&amp;", text)))
    except UnreadableXml:
        return None


class _Page:
    """The entries of a page, as they are read. `opening` and `closing` are the tags of its root element."""

    def __init__(self, opening: str, closing: str, declarations: dict[str, str]) -> None:
        self.opening, self.closing, self.declarations = opening, closing, declarations
        self.whole: list[str] = []
        self.broken: list[Broken] = []
        self.decoded: list[tuple[str | None, str]] = []

    def add(self, entry: str) -> None:
        """Read an entry. One that holds more entries, because it leaves a comment open, is cut again."""
        if self._is_whole(entry):
            self.whole.append(entry)
            return
        starts = list(_starts(entry, ()))
        for part in [*_entries(entry, starts)][:-1] if len(starts) > 1 else [entry]:
            self._add_alone(part)

    def _add_alone(self, entry: str) -> None:
        if self._is_whole(entry):
            self.whole.append(entry)
            return
        plain, entity = _without_entities(entry)
        for each in (plain, self._with_prefixes(plain)):
            if each != entry and self._is_whole(each):
                self.whole.append(each)
                self.decoded += [(_identifier(plain), entity)] if entity else []
                return
        self.broken.append(Broken(entry.encode("utf-8", "surrogateescape"), _identifier(entry)))

    def _is_whole(self, entry: str) -> bool:
        try:
            parse(f"{self.opening}{entry}{self.closing}")
        except UnreadableXml:
            return False
        return True

    def _with_prefixes(self, entry: str) -> str:
        """An entry with the usual prefixes that it uses and nothing declares."""
        missing = [
            f' xmlns:{prefix}="{address}"'
            for prefix, address in USUAL.items()
            if f"{prefix}:" in entry and f"xmlns:{prefix}" not in self.declarations and f"xmlns:{prefix}" not in entry
        ]
        name = re.match(r"<[\w.:-]{1,129}", entry)
        return f"{name[0]}{''.join(missing)}{entry[name.end() :]}" if name else entry

    def mended(self, container: str, token: str) -> Mended | None:
        page = f"{self.opening}<{container}>{''.join(self.whole)}{token}</{container}>{self.closing}"
        try:
            return Mended(parse(page), tuple(self.broken), tuple(self.decoded))
        except UnreadableXml:
            return None


def _literals(text: str) -> Iterator[tuple[int, int]]:
    """The comments and CDATA sections of a text: begin and end. One that is never closed is none."""
    position, unclosed = 0, set[str]()
    while found := OPENING.search(text, position):
        sign = found[0]
        end = -1 if sign in unclosed else text.find(LITERALS[sign], found.end())
        if end < 0:
            unclosed.add(sign)
            position = found.end()
        else:
            position = end + 3
            yield found.start(), position


def _starts(text: str, literals: Iterator[tuple[int, int]] | Sequence[tuple[int, int]]) -> Iterator[int]:
    """Where the entries of a text begin, but not inside a comment or a CDATA section."""
    spans = iter(literals)
    begin, end = next(spans, (len(text), len(text)))
    for found in ENTRY.finditer(text):
        while end <= found.start():
            begin, end = next(spans, (len(text), len(text) + 1))
        if found.start() < begin:
            yield found.start()


def _entries(text: str, starts: list[int]) -> Iterator[str]:
    """The entries that begin at these places, and last what comes after them."""
    for start, after in pairwise(starts):
        yield text[start:after].rstrip()
    last = text[starts[-1] :]
    ends = [found.end() for found in END.finditer(last)]
    after_it = AFTER.search(last)
    cut = ends[-1] if ends else after_it.start() if after_it else len(last)
    yield last[:cut]
    yield last[cut:]


def _declarations(head: str) -> dict[str, str]:
    """The namespaces that the elements around the entries declare."""
    return {found[1]: found[2] for found in DECLARATION.finditer(head)}


def _token(text: str) -> str:
    """The element that names the next page. Its text is taken as it is sent, also with a bare `&`."""
    found = TOKEN.search(text)
    return BARE.sub("&amp;", found[0]) if found else ""


def _identifier(entry: str) -> str | None:
    """The identifier in the header of an entry that cannot be read."""
    header, _, _ = entry.partition("metadata")
    found = IDENTIFIER.search(header)
    return identifier_of(found[1].replace("&amp;", "&")) if found else None


def _without_entities(entry: str) -> tuple[str, str]:
    """An entry with characters for the entities of HTML, outside of comments and CDATA; and the first of them, empty if none."""
    entities: list[str] = []

    def character(reference: re.Match[str]) -> str:
        name = reference[1]
        if name in OF_XML or name not in html5:
            return reference[0]
        entities.append(reference[0])
        return escape(html5[name])

    parts, position = [], 0
    for begin, end in _literals(entry):
        parts += [REFERENCE.sub(character, entry[position:begin]), entry[begin:end]]
        position = end
    parts.append(REFERENCE.sub(character, entry[position:]))
    return "".join(parts), next(iter(entities), "")
