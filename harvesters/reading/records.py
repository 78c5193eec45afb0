"""From an entry of a list to the bytes of a raw record, and back to JSON or XML."""

import json
import re
from typing import Any

import orjson

from schemas.issues import issue

from ..errors import SkipRecord
from .repeated_keys import Settled, settled
from .xml import Element, UnreadableXml, local_name, parse

NEAR = 200
"""How many characters before an error the name of its field is looked for."""

NAME = re.compile(r'"([\w.:-]{1,60})":')

WORD = re.compile(r"-?[A-Za-z]{1,10}\b")
"""What most often is wrong in JSON: a word such as NaN, Infinity, None, undefined."""


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
    """The JSON object of a raw record. Where a key comes several times, it is `repeated_keys.Settled`. Raises `SkipRecord`."""
    try:
        values = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        position = error.pos or max(0, content.decode("utf-8", "replace").find("\ufffd"))
        raise SkipRecord(issue("record-not-json", identifier=identifier, value=_place(content, error.msg, position))) from None
    if not isinstance(values, dict):
        raise SkipRecord(issue("record-not-object", identifier=identifier, value=type(values).__name__))
    return values if _is_whole(values, content) else _settled(values, content)


def _is_whole(values: dict[str, Any], content: bytes) -> bool:
    """Whether an object says all that its text says: it is written as it was read. This costs a tenth of another reader."""
    try:
        return orjson.dumps(values) == content
    except orjson.JSONEncodeError:
        return False


def _settled(values: dict[str, Any], content: bytes) -> dict[str, Any]:
    """The object without repeated keys. If there are none, or it is nested too deeply to tell, it is as it was read."""
    try:
        found = settled(content)
    except (ValueError, RecursionError):
        return values
    return found if isinstance(found, Settled) else values


def _place(content: bytes, wrong: str, position: int) -> str:
    """Where JSON is wrong, with the name of the field. No value is quoted: it may be anything, also a key."""
    text = content.decode("utf-8", "replace")
    names, word = NAME.findall(text, max(0, position - NEAR), position), WORD.match(text, position)
    place = f"{wrong} at character {position + 1} of {len(text)}" + (f" in {names[-1]}" if names else "")
    return f"{place}: {word[0]}" if word else place


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
