"""JSON objects in which a key comes several times: `{"title": "one", "title": "two"}`.

RFC 8259 (section 4) leaves open what they mean, and nearly every reader takes the last value. So does this one, but for a value
that says nothing: null, an empty text, list or object. The others stay in the archived record and are listed as ignored.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from .pointers import escaped

Pairs = list[tuple[str, Any]]

MAX_LISTED = 10
"""The most values of one key that are listed."""


class AsSent(dict[str, Any]):
    """An object whose keys are not all different. Each key has the value that is used; `items` are all pairs, as they were sent.

    So it is written as it came, and the raw record has every value.
    """

    def __init__(self, pairs: Pairs) -> None:
        super().__init__(pairs)
        self.pairs = pairs
        self.update({key: value for key, value in pairs if not _says_nothing(value)})

    def items(self) -> Pairs:  # type: ignore[override]  # all that read it only go through it
        return self.pairs


@dataclass(frozen=True)
class Unused:
    """The values of a key that are not used: others than the one that is. `pointer` is the JSON pointer of all of them."""

    key: str
    pointer: str
    values: tuple[Any, ...]


class Settled(dict[str, Any]):
    """An entry whose keys are all different now, with what was taken out."""

    def __init__(self, values: Mapping[str, Any], unused: tuple[Unused, ...]) -> None:
        super().__init__(values)
        self.unused = unused


def object_of(pairs: Pairs) -> dict[str, Any]:
    """The object of these pairs: for `object_pairs_hook` of the module json."""
    values = dict(pairs)
    return values if len(values) == len(pairs) else AsSent(pairs)


def settled(content: bytes | str) -> dict[str, Any]:
    """The JSON object in a text; if a key comes again in it, at any depth, it is `Settled`.

    Raises `ValueError` and `RecursionError`.
    """
    root = {"": json.loads(content, object_pairs_hook=object_of)}
    taken_out = list(_taken_out(root))
    values: dict[str, Any] = root[""]
    return Settled(values, tuple(chain.from_iterable(taken_out))) if taken_out else values


def _taken_out(root: dict[str, Any]) -> Iterator[list[Unused]]:
    """Make plain objects of those `AsSent`, from the outside to the inside. What is not used is not searched."""
    waiting: list[tuple[Any, str]] = [(root, "")]
    while waiting:
        around, at = waiting.pop()
        for key, value in list(around.items()) if isinstance(around, dict) else enumerate(around):
            if not isinstance(value, dict | list):
                continue
            pointer = at if around is root else f"{at}/{escaped(str(key))}"
            if isinstance(value, AsSent):
                yield _unused(value, pointer)
                around[key] = {name: value[name] for name in value}
            waiting.append((around[key], pointer))


def _unused(values: AsSent, at: str) -> list[Unused]:
    others: dict[str, list[Any]] = {}
    used: dict[str, str] = {}
    for key, value in values.pairs:
        if value is values[key] or _says_nothing(value):
            continue
        if key not in used:
            used[key] = _written(values[key])  # once: it may be long
        if _written(value) != used[key]:
            others.setdefault(key, []).append(value)
    return [Unused(key, f"{at}/{escaped(key)}", tuple(each[:MAX_LISTED])) for key, each in others.items()]


def _says_nothing(value: object) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _written(value: Any) -> str:
    """A value as JSON, to compare: `1` and `true` are equal in Python."""
    return json.dumps(value)
