"""Reading XML that strangers wrote: no DTD, no entities but XML's own, nothing from elsewhere, a tree of bounded size.

A DTD is refused before anything is parsed: it is what entities, attribute defaults and outside files come from.
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
"""An element of lxml, which has no types of its own."""

DTD = re.compile(r"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE", re.DOTALL)
"""A DTD stands before the root element, after blanks, instructions and comments (XML 1.0, 2.8). Anywhere else it is no XML."""

DECLARED = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));",
    re.IGNORECASE,
)
"""Characters that XML cannot hold (XML 1.0, 2.2), and control characters by their numbers, which it cannot either."""

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class UnreadableXml(ValueError):
    """A text that is not taken as XML. The message completes "answers with …"."""


def document(content: bytes, *, stated: str | None) -> str:
    """The text of a document: in the characters of its byte-order mark, else as `stated` beside it, else as it declares itself.

    Raises `UnreadableXml` where a byte does not fit; nothing is guessed or replaced.
    """
    charset = next((name for mark, name in MARKS.items() if content.startswith(mark)), None) or stated
    if charset is None:
        declared = DECLARED.match(content[:200])
        charset = declared[1].decode() if declared else "utf-8"
    try:
        return decoded(content, charset)
    except UnicodeError:
        raise UnreadableXml(f"other characters than {charset}, as it says") from None


def parse(text: str) -> Element:
    """The root element. Raises `UnreadableXml`. Blanks before the declaration, which XML forbids, are let pass."""
    if DTD.match(text):
        raise UnreadableXml("XML that holds a DTD, which is refused")
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
    """An element as UTF-8: every value as it was, with the namespaces that it had from around it."""
    content: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return content


def children(element: Element, *names: str) -> Iterator[Element]:
    """The elements right below one, of these local names if any are given. Namespaces are not compared: portals mistake them."""
    for child in element.iterchildren(tag=etree.Element):
        if not names or local_name(child) in names:
            yield child


def child(element: Element, *names: str) -> Element | None:
    return next(children(element, *names), None)


def local_name(element: Element) -> str:
    name: str = element.tag.rpartition("}")[2]
    return name


def namespace(element: Element) -> str:
    """The address of an element's namespace, empty if it has none."""
    address: str = element.tag.rpartition("}")[0][1:]
    return address


def text_of(element: Element | None) -> str:
    """All text below an element, without blanks around it; empty if there is no element."""
    return "" if element is None else "".join(element.itertext()).strip()
