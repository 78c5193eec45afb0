"""Lists that come in pages: where the neighbour pages begin, and the links to them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

Address = Callable[[Iterable[tuple[str, str]]], str]
"""Makes an address from parameters."""


class Numbered(Protocol):
    """What has a number by which lists are ordered."""

    @property
    def id(self) -> int: ...


def following(found: Sequence[Numbered], address: Address, *, limit: int, **kept: object) -> str | None:
    """The link to the page after `found`, in a list whose latest item comes first; None if this one is not full.

    `kept` are the parameters that every page has; those that are None are left out.
    """
    if len(found) < limit:
        return None
    asked = [(name, str(value)) for name, value in kept.items() if value is not None]
    return address([*asked, ("before", str(found[-1].id)), ("limit", str(limit))])


@dataclass(frozen=True)
class Pages:
    """A page of a list, and the offsets of its neighbours; None if there is no neighbour."""

    offset: int
    limit: int
    total: int

    @property
    def next(self) -> int | None:
        after = self.offset + self.limit
        return after if self.limit and after < self.total else None

    @property
    def previous(self) -> int | None:
        return max(0, self.offset - self.limit) if self.limit and self.offset else None

    def links(self, address: Address, *, kept: Iterable[tuple[str, str]] = ()) -> "Neighbours":
        """The links to the neighbours. `address` makes an address from parameters, `kept` are those that every page has."""
        parameters = tuple(kept)

        def link(offset: int | None) -> str | None:
            return None if offset is None else address([*parameters, ("offset", str(offset)), ("limit", str(self.limit))])

        return Neighbours(next=link(self.next), previous=link(self.previous))


@dataclass(frozen=True)
class Neighbours:
    """The links to the neighbour pages; None if there is no neighbour."""

    next: str | None
    previous: str | None
