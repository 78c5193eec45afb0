"""Reading XML from untrusted sources: no DTD, only XML's own entities, no outside files, a tree of limited size.

A DTD is refused before parsing, because it can define entities and attribute defaults and load outside files.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.issues import MAX_VALUE

from ..limits import MAX_XML_MARKS
from .characters import decoded

Element = Any
"""An element of lxml. lxml has no type annotations."""

DTD = re.compile(r"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE", re.DOTALL)
"""A DTD is before the root element, after blanks, instructions and comments (XML 1.0, 2.8). Elsewhere it is not valid XML."""

DECLARED = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));",
    re.IGNORECASE,
)
"""Characters that XML forbids (XML 1.0, 2.2), and references to control characters by number, which it also forbids."""

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class UnreadableXml(ValueError):
    """A text that is not accepted as XML. The message completes "answers with …"."""


def document(content: bytes, *, stated: str | None) -> str:
    """The text of a document. The charset is that of its byte-order mark, else `stated`, else the one in its declaration.

    Raises `UnreadableXml` for an invalid byte; nothing is guessed or replaced.
    """
    charset = next((name for mark, name in MARKS.items() if content.startswith(mark)), None) or stated
    if charset is None:
        declared = DECLARED.match(content[:200])
        charset = declared[1].decode() if declared else "utf-8"
    try:
        return decoded(content, charset)
    except UnicodeError:
        raise UnreadableXml(f"text that is not valid {charset}") from None


def parse(text: str) -> Element:
    """The root element. Raises `UnreadableXml`. Blanks before the declaration are accepted, although XML forbids them."""
    if DTD.match(text):
        raise UnreadableXml("XML with a DTD, which is refused")
    if text.count("<") + text.count("=") > MAX_XML_MARKS:
        raise UnreadableXml(f"XML of more than {MAX_XML_MARKS} tags and attributes")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False
    )
    try:
        return etree.fromstring(text.lstrip().encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableXml(f"XML that is cut off or broken: {' '.join(error.msg[:MAX_VALUE].split())}") from None


def written(element: Element) -> bytes:
    """An element as UTF-8, with every value unchanged and with the namespaces of the elements around it."""
    content: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return content


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of an element, only those with these local names if given. Namespaces are ignored: portals confuse them."""
    for child in element.iterchildren(tag=etree.Element):
        if not names or local_name(child) in names:
            yield child


def child(element: Element, *names: str) -> Element | None:
    return next(children(element, *names), None)


def local_name(element: Element) -> str:
    name: str = element.tag.rpartition("}")[2]
    return name


def namespace(element: Element) -> str:
    """The URI of an element's namespace, empty if it has none."""
    address: str = element.tag.rpartition("}")[0][1:]
    return address


def text_of(element: Element | None) -> str:
    """All text below an element, without blanks around it; empty if there is no element."""
    return "" if element is None else "".join(element.itertext()).strip()
