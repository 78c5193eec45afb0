"""Lists that come in pages: where the neighbour pages begin, and the links to them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


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

    def links(self, address: Callable[[Iterable[tuple[str, str]]], str], *, kept: Iterable[tuple[str, str]] = ()) -> "Neighbours":
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
