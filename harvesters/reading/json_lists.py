"""A text that is not valid JSON, cut at the entries of its list. Each is read alone, so that a broken one costs only itself.

Only brackets and texts are looked at, once, so it takes linear time and any depth of nesting.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .broken import Broken
from .identifiers import identifier_of
from .repeated_keys import object_of

DECODER = json.JSONDecoder(strict=False, object_pairs_hook=object_of)
"""It takes control characters in texts, NaN, half surrogate pairs and repeated keys: the reader of the record finds them."""

SIGN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[{}\[\],:]', re.DOTALL)
"""A text, or what holds JSON together."""

AFTER = re.compile(r"\s*+(?:<|\0|\Z)")
"""What may follow JSON: a comment of a cache, the end of a page's template. The JSON before it is whole."""

CLOSING = {"{": "}", "[": "]"}


@dataclass(frozen=True)
class _Sign:
    """A sign, its place, and the brackets that are open after it."""

    text: str
    begin: int
    end: int
    depth: int


def read(text: str, *, entries: str | None = None) -> Any:
    """The value of a JSON text. If that is broken, the broken entries of the list under the key `entries` are `Broken`.

    Raises `ValueError` and `RecursionError`.
    """
    try:
        return _whole(text)
    except (ValueError, RecursionError):
        cut = entries and _cut(text, entries)
        if not cut:
            raise
    around, parts = cut
    value = _whole(around)
    _fill(value, entries, [_entry(part) for part in parts])
    return value


def _whole(text: str) -> Any:
    value, end = DECODER.raw_decode(text)
    if not AFTER.match(text, end):
        raise ValueError("there is more after the JSON")
    return value


def _entry(part: str) -> Any:
    """An entry, or `Broken`. Only an object can be: else it is not sure that the list was cut where its entries end."""
    try:
        return _whole(part)
    except (ValueError, RecursionError):
        if not part.startswith("{") or not part.endswith("}"):
            raise ValueError("an entry is no object") from None
        return Broken(part.encode("utf-8", "surrogateescape"), identifier_of(*_members(part, "id"), *_members(part, "name")))


def _fill(value: Any, key: str | None, found: list[Any]) -> None:
    """Put the entries into the first list under the key, which is empty."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if each.get(key) == []:
                each[key] = found
                return
            waiting += each.values()
    raise ValueError("the list is not where it was found")


def _cut(text: str, key: str) -> tuple[str, list[str]] | None:
    """The text around the entries of the first list under a key, and the entries. None if there is no list that ends."""
    name, begin, level, place, parts, last = json.dumps(key), 0, 0, 0, list[str](), ["", ""]
    for sign in _signs(text):
        if not begin:
            if sign.text == "[" and last == [name, ":"]:
                begin, level, place = sign.end, sign.depth, sign.end
            last = [last[1], sign.text]
        elif sign.text == "," and sign.depth == level:
            parts.append(text[place : sign.begin].strip())
            place = sign.end
        elif sign.depth < level:
            parts.append(text[place : sign.begin].strip())
            return f"{text[:begin]}{text[sign.begin :]}", parts if parts != [""] else []
    return None


def _signs(text: str) -> Iterator[_Sign]:
    """The signs of a text, up to a bracket that closes another one than was opened."""
    opened: list[str] = []
    for found in SIGN.finditer(text):
        sign = found[0]
        if sign in CLOSING:
            opened.append(CLOSING[sign])
        elif sign in {"}", "]"} and (not opened or opened.pop() != sign):
            return
        yield _Sign(sign, found.start(), found.end(), len(opened))


def _members(entry: str, key: str) -> Iterator[str]:
    """The texts under a key of an object that is not valid JSON."""
    last = ["", ""]
    for sign in _signs(entry):
        if sign.depth == 1 and last == [json.dumps(key), ":"] and sign.text.startswith('"'):
            try:
                yield _whole(sign.text)
            except ValueError:
                return
        last = [last[1], sign.text]
