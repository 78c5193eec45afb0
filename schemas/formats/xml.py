"""XML as formats write it: a tree of elements, whose texts have only characters that XML 1.0 allows."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from ..dataset import UNDETERMINED, LangString

Element = Any
"""An element of lxml. lxml has no type annotations."""

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that an XML document cannot have, however they are written (XML 1.0, 2.2)."""

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
"""A language as `xs:language` has it."""


def legal(text: str) -> str:
    """A text with U+FFFD in the place of each character that XML forbids, so that the loss can be seen."""
    return _FORBIDDEN.sub("\ufffd", text)


class Writer:
    """Makes elements of one namespace, which is the default one of the document."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def root(self, name: str, schema: str, prefixes: Mapping[str | None, str] | None = None) -> Element:
        """The root element, with the address of its schema. Other `prefixes` take the place of the default namespace."""
        known: dict[str | None, str] = {
            "xsi": "http://www.w3.org/2001/XMLSchema-instance",
            **(prefixes or {None: self.namespace}),
        }
        root = etree.Element(f"{{{self.namespace}}}{name}", nsmap=known)
        root.set(SCHEMA_LOCATION, f"{self.namespace} {schema}")
        return root

    def element(self, name: str) -> Element:
        """An element without a parent."""
        return etree.Element(f"{{{self.namespace}}}{name}", nsmap={None: self.namespace})

    def add(self, parent: Element, name: str, text: str | None = None, /, **attributes: str | None) -> Element:
        """A new last child. Attributes that are None are left out."""
        element = etree.SubElement(parent, f"{{{self.namespace}}}{name}")
        if text is not None:
            element.text = legal(text)
        for key, value in attributes.items():
            if value is not None:
                element.set(key, legal(value))
        return element

    def add_text(self, parent: Element, name: str, text: LangString, /, **attributes: str | None) -> Element:
        """A new last child with a text in its language."""
        element = self.add(parent, name, text.value, **attributes)
        if text.language != UNDETERMINED and _TAG.fullmatch(text.language):
            element.set(LANG, text.language)
        return element

    def add_all(self, parent: Element, name: str, texts: Iterable[str]) -> None:
        """A child for each text, those that are the same once."""
        for text in dict.fromkeys(texts):
            self.add(parent, name, text)


def is_language(tag: str) -> bool:
    """Whether a tag is one of `xs:language`."""
    return bool(_TAG.fullmatch(tag))


def written(root: Element) -> bytes:
    """The document in UTF-8."""
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def read(document: bytes) -> Element:
    """The root of a document that we wrote ourselves."""
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
