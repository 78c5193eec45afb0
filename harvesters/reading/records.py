"""From an entry of a list to the bytes of a raw record, and back to JSON or XML."""

import json
from typing import Any

import orjson

from schemas.issues import issue

from ..errors import SkipRecord
from .xml import Element, UnreadableXml, local_name, parse

NEAR = 40
"""How many characters before and after an error are reported."""


def json_bytes(value: Any) -> bytes:
    """A JSON value, compact, with every character unchanged, also what JSON forbids (NaN, half a surrogate pair).

    A byte that is no character (`characters.UNDECODED`) is written as what JSON forbids, too, and a value that is nested too
    deeply as nothing at all. So `read_object` refuses both.
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    except RecursionError:
        return b""


def read_object(content: bytes, *, identifier: str) -> dict[str, Any]:
    """The JSON object of a raw record. Raises `SkipRecord`."""
    try:
        values = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        text = content.decode("utf-8", "replace")
        position = error.pos or max(0, text.find("\ufffd"))
        near = text[max(0, position - NEAR) : position + NEAR]
        raise SkipRecord(issue("record-not-json", identifier=identifier, value=f"{error.msg} near: {near}")) from None
    if not isinstance(values, dict):
        raise SkipRecord(issue("record-not-object", identifier=identifier, value=type(values).__name__))
    return values


def read_element(content: bytes, *names: str, identifier: str) -> Element:
    """The root element of a raw record, which has one of these local names. Raises `SkipRecord`."""
    try:
        root = parse(content.decode())
    except UnicodeDecodeError as error:
        near = content[max(0, error.start - NEAR) : error.start + NEAR].decode("utf-8", "backslashreplace")
        raise SkipRecord(
            issue("record-not-xml", identifier=identifier, value=f"a byte that is no character near: {near}")
        ) from None
    except UnreadableXml as error:
        raise SkipRecord(issue("record-not-xml", identifier=identifier, value=str(error))) from None
    if local_name(root) not in names:
        raise SkipRecord(issue("record-not-xml", identifier=identifier, value=f"an element {local_name(root)}"))
    return root
