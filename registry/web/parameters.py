"""Which parameters an address may have. What is passed over in silence gives the answer to another question than was asked.

Each route declares what it takes. `Declared` reads it once for each route.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

SEQUENCES = (list, tuple, set, frozenset, Sequence)
"""The types of what may come several times."""

Pairs = Sequence[tuple[str, str]]
"""The parameters of an address, in its order."""


@dataclass(frozen=True)
class Parameters:
    """What an address may have: names of parameters that come `once`, and of those that may be `repeated`."""

    once: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()

    def __add__(self, other: "Parameters") -> "Parameters":
        return Parameters(self.once | other.once, self.repeated | other.repeated)

    @property
    def names(self) -> list[str]:
        """All of them, A to Z."""
        return sorted(self.once | self.repeated)

    def unknown(self, given: Pairs) -> tuple[str, ...]:
        """The names that are none of these, each once."""
        return tuple(dict.fromkeys(name for name, _ in given if name not in self.once and name not in self.repeated))

    def twice(self, given: Pairs) -> tuple[str, ...]:
        """The names that are there several times, and may be there once: one of two values would be passed over."""
        counts = Counter(name for name, _ in given)
        return tuple(name for name, count in counts.items() if count > 1 and name in self.once)


class Declared:
    """What each route declares, in the signature of its function and of what that depends on."""

    def __init__(self) -> None:
        self._read: dict[int, tuple[APIRoute, Parameters]] = {}  # routes have no hash; kept, an id stays theirs

    def of(self, route: APIRoute) -> Parameters:
        """The parameters of a route."""
        if id(route) not in self._read:
            self._read[id(route)] = (route, _parameters(route.dependant))
        return self._read[id(route)][1]


def _parameters(dependant: Dependant) -> Parameters:
    found = dict(_declared(dependant))
    return Parameters(
        once=frozenset(name for name, kind in found.items() if not _is_sequence(kind)),
        repeated=frozenset(name for name, kind in found.items() if _is_sequence(kind)),
    )


def _declared(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """Each name with its type. A model stands for its fields, as FastAPI reads it."""
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from ((each.alias or name, each.annotation) for name, each in kind.model_fields.items())
        else:
            yield field.alias, kind
    for each in dependant.dependencies:
        yield from _declared(each)


def _is_sequence(kind: Any) -> bool:
    """Whether a type takes several values; it may be one of a union, such as `list[str] | None`."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _is_sequence(get_args(kind)[0])
    if origin in {Union, UnionType}:
        return any(map(_is_sequence, get_args(kind)))
    found = origin or kind
    return isinstance(found, type) and not issubclass(found, str | bytes) and issubclass(found, SEQUENCES)
