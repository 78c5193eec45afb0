"""The entries of a list in a JSON text. Each is read alone, so that a broken one costs only itself.

`read` reads a text whole, and cuts it at its entries only if it is not valid. `entries` reads one entry after another, however
many there are. For cutting only brackets and texts are looked at, once, so it takes linear time and any depth of nesting.
"""

import json
import re
from collections.abc import Generator, Iterator
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

BLANK = re.compile(r"\s*+")

IDENTIFIERS = ("id", "name", "identifier", "dct:identifier", "@id")
"""The names of fields in which a broken entry may have its identifier, the best first."""


class NoList(ValueError):
    """The JSON has no list under the key."""


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


def entries(text: str, *keys: str) -> Iterator[Any]:
    """The entries of every list under one of some keys, or of the text itself if it is a list. A broken one is `Broken`.

    In place of a list there may be an object: PHP writes a list so if its numbers have gaps, and JSON-LD a list of one entry.
    Raises `NoList`, and `ValueError` where the text breaks off: what came before is whole.
    """
    if not text.startswith(("{", "[")):
        raise ValueError("the text is no JSON object or list")
    names, lists, position = {json.dumps(key) for key in keys}, 0, 0
    opened: list[str] = []
    last = ("", "")
    while found := SIGN.search(text, position):
        sign, position = found[0], found.end()
        if sign in CLOSING and ((sign == "[" and not opened) or (last[0] in names and last[1] == ":")):
            lists += 1
            position = yield from (_listed(text, position) if sign == "[" else _in_object(text, found.start()))
        elif sign in CLOSING:
            opened.append(CLOSING[sign])
        elif sign in {"}", "]"} and (not opened or opened.pop() != sign):
            raise ValueError("a bracket closes another one than was opened")
        if not opened and sign in {"[", "{", "}", "]"}:
            break
        last = (last[1], sign)
    if opened or not AFTER.match(text, position):
        raise ValueError("the text breaks off, or there is more after the JSON")
    if not lists:
        raise NoList("there is no such list")


def _listed(text: str, position: int) -> Generator[Any, None, int]:
    """The entries from a place in a list on, and the place behind the list."""
    while not text.startswith("]", position := _after_blank(text, position)):
        entry, position = _next(text, position)
        yield entry
        position = _after_blank(text, position)
        if not text.startswith((",", "]"), position):
            raise ValueError("the list breaks off")
        position += text.startswith(",", position)
    return position + 1


def _next(text: str, begin: int) -> tuple[Any, int]:
    """The entry that begins at a place, and its end. Raises `ValueError` if the text breaks off in it."""
    try:
        value, end = DECODER.raw_decode(text, begin)
    except (ValueError, RecursionError):
        pass
    else:
        after = _after_blank(text, end)
        if after == len(text) or text.startswith((",", "]"), after):
            return value, end
    end = _end(text, begin)
    return _entry(text[begin:end].strip()), end


def _end(text: str, begin: int) -> int:
    """Where the entry that begins at a place in a list ends, by its brackets. Raises `ValueError` if it breaks off."""
    opened: list[str] = []
    for found in SIGN.finditer(text, begin):
        sign = found[0]
        if not opened and sign in {",", "]"}:
            return found.start()
        if sign in CLOSING:
            opened.append(CLOSING[sign])
        elif sign in {"}", "]"} and (not opened or opened.pop() != sign):
            break
    raise ValueError("the text breaks off in an entry")


def _in_object(text: str, begin: int) -> Generator[Any, None, int]:
    """The values of an object that stands for a list, or the object if it is an entry itself; and the place behind it."""
    value, end = DECODER.raw_decode(text, begin)
    if value and all(isinstance(each, dict) for each in value.values()):
        yield from value.values()
    elif value:
        yield value
    return end


def _after_blank(text: str, position: int) -> int:
    found = BLANK.match(text, position)
    return found.end() if found else position


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
        return Broken(
            part.encode("utf-8", "surrogateescape"),
            identifier_of(*(each for name in IDENTIFIERS for each in _members(part, name))),
        )


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
