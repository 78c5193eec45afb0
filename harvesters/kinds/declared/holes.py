"""Texts with holes, such as `/catalog/{id}`: a closed list of names in braces. All other braces are text, as in GraphQL."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from ...reading.fields import MAX_DIGITS

ENDED = (r"page\.text", r"offset\.text", r"size\.text", r"page\.suffix")
NAMES = ("page", "offset", "size", "token", "id", "key", "url")
"""Holes with one name. `.text` after a number makes a text of it, for a portal that wants "1" and not 1.

`{page.suffix}` is nothing for page 0, else `_` and the number: so TRS WCM, which many Chinese authorities use, names the pages of
a list (index.html, index_1.html).
"""

GROUPS = ("site", "part", "set", "item", "detail")
"""Holes with a name within a group: `{site.app}`, and `{item.agency.id}` at any depth."""

HOLE = re.compile(
    rf"\{{(?P<name>{'|'.join(ENDED)}|{'|'.join(NAMES)}|(?:{'|'.join(GROUPS)})(?:\.[^\W\d][\w-]*)+)\}}",
    re.ASCII,
)

OF_LIST = frozenset({"page", "offset", "size", "token", "key", "url", "site", "set"})
OF_DETAIL = frozenset({"id", "key", "url", "site", "set", "item"})
OF_DATASET = frozenset({"id", "url", "site", "set", "item", "detail"})
OF_BEFORE = frozenset({"key", "url", "site"})
OF_PORTAL = frozenset({"url", "site"})
"""Which holes a text may have, by what it is for."""


BRACES = re.compile(r"\{[^{}]{0,60}\}?|\}")


class Unfilled(ValueError):
    """There is nothing to put into a hole."""


def holes_in(value: Any) -> Iterator[str]:
    """The names of all holes in a text, or in the texts of a JSON value."""
    if isinstance(value, str):
        yield from (found["name"] for found in HOLE.finditer(value))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from holes_in(key)
            yield from holes_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from holes_in(each)


CHOICES = ", ".join([*(f"{{{name}}}" for name in NAMES), *(f"{{{group}.…}}" for group in GROUPS)])
"""The holes, for the message about one that there is not."""


def not_holes_in(address: str) -> str | None:
    """The first braces in an address that are no hole: an address has no other ones."""
    found = BRACES.search(HOLE.sub("", address))
    return found[0] if found else None


def filled(value: Any, holes: Mapping[str, Any]) -> Any:
    """A JSON value with its holes filled. A text that is one hole keeps the type of what is put in. Raises `Unfilled`."""
    if isinstance(value, str):
        whole = HOLE.fullmatch(value)
        return _value(whole["name"], holes) if whole else HOLE.sub(lambda found: _text(found["name"], holes), value)
    if isinstance(value, Mapping):
        return {filled_text(key, holes): filled(each, holes) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [filled(each, holes) for each in value]
    return value


def filled_text(text: str, holes: Mapping[str, Any]) -> str:
    """Raises `Unfilled`."""
    return HOLE.sub(lambda found: _text(found["name"], holes), text)


def filled_address(text: str, holes: Mapping[str, Any], *, base: str, page: str) -> str:
    """The address that a text stands for. A path is put after `base`, the address of the portal.

    A hole at its beginning has an address or a path, as a link of the page at `page` has it: it is joined to that. What another
    hole has is encoded. Raises `Unfilled`.
    """
    first = HOLE.match(text)
    beginning = _text(first["name"], holes) if first else ""
    rest = text[first.end() if first else 0 :]
    address = beginning + HOLE.sub(lambda found: quote(_text(found["name"], holes), safe=""), rest)
    if first or address.startswith(("http://", "https://")):
        return _joined(page, address)
    return f"{base.rstrip('/')}/{address.lstrip('/')}"


def _joined(page: str, address: str) -> str:
    """Raises `Unfilled` for what is no address."""
    try:
        return urljoin(page, address.strip())
    except ValueError:
        raise Unfilled(f"{address[:80]!r} is no address") from None


def _text(name: str, holes: Mapping[str, Any]) -> str:
    value = _value(name, holes)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        value = json.dumps(value, ensure_ascii=False)
    return str(value)


def _value(name: str, holes: Mapping[str, Any]) -> Any:
    first, *rest = name.split(".")
    value = holes.get(first)
    if rest == ["text"]:
        return str(value)
    if first == "page" and rest == ["suffix"]:
        return f"_{value}" if value else ""
    for step in rest:
        value = value.get(step) if isinstance(value, Mapping) else None
    if value is None or value in ("", [], {}):
        if first == "site" or (first in OF_LIST and not rest):
            return "" if value is None else value
        raise Unfilled(f"there is no {name}")
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        raise Unfilled(f"{name} is too large")
    return value
