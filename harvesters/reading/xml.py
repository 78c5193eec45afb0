"""Reading XML from untrusted sources: no DTD, only XML's own entities, no outside files, a tree of limited size.

A DTD is refused before parsing, because it can define entities and attribute defaults and load outside files.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from schemas.issues import MAX_VALUE

from ..limits import MAX_XML_MARKS

Element = Any
"""An element of lxml. lxml has no type annotations."""

DTD = re.compile(r"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE", re.DOTALL)
"""A DTD is before the root element, after blanks, instructions and comments (XML 1.0, 2.8). Elsewhere it is not valid XML."""

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));",
    re.IGNORECASE,
)
"""Characters that XML forbids (XML 1.0, 2.2), and references to control characters by number, which it also forbids.

Bytes that are no characters (`characters.UNDECODED`) are not among them: they make a text unreadable.
"""


class UnreadableXml(ValueError):
    """A text that is not accepted as XML. The message completes "answers with …"."""


class NotWellFormed(UnreadableXml):
    """A text that is not well-formed. A part of it may be."""


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
        return etree.fromstring(text.lstrip().encode(), parser)
    except UnicodeEncodeError:  # a byte that is no character, see `characters.UNDECODED`
        raise NotWellFormed("text that is not valid utf-8") from None
    except etree.XMLSyntaxError as error:
        raise NotWellFormed(f"XML that is cut off or broken: {' '.join(error.msg[:MAX_VALUE].split())}") from None


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


@lru_cache(maxsize=256)
def vocabulary(address: str) -> str:
    """The URI of a namespace as it is compared: without scheme, `www.` and last slash, its host in small letters.

    Portals write all of these in their own way. No two vocabularies differ in nothing else.
    """
    scheme, sign, rest = address.strip().partition("://")
    host, slash, path = (rest if sign else scheme).partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")


def text_of(element: Element | None) -> str:
    """All text below an element, without blanks around it; empty if there is no element."""
    return "" if element is None else "".join(element.itertext()).strip()
