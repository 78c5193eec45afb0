"""Phrases that are looked for in the words of a text (`schemas.license_key`): each place is looked at once."""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Generic, TypeVar

from .license_key import license_key

Value = TypeVar("Value")


class _Node(Generic[Value]):
    __slots__ = ("next", "values")

    def __init__(self) -> None:
        self.next: dict[str, _Node[Value]] = {}
        self.values: list[Value] = []


class Phrases(Generic[Value]):
    """Phrases of one or more words, each with the values that were added for it."""

    def __init__(self, phrases: Iterable[tuple[str, Value]] = ()) -> None:
        """`phrases` in any spelling; they are compared by their keys."""
        self._root: _Node[Value] = _Node()
        for phrase, value in phrases:
            self.add(license_key(phrase).split(), value)

    def add(self, keys: Sequence[str], value: Value) -> None:
        """Add a phrase. One without words is never found."""
        if not keys:
            return
        node = self._root
        for key in keys:
            node = node.next.setdefault(key, _Node())
        if value not in node.values:
            node.values.append(value)

    def ends(self, keys: Sequence[str], start: int) -> Iterator[tuple[int, Sequence[Value]]]:
        """Where the phrases that begin at `start` end, the shortest first, with their values."""
        node: _Node[Value] | None = self._root
        for place in range(start, len(keys)):
            node = node.next.get(keys[place]) if node else None
            if node is None:
                return
            if node.values:
                yield place + 1, node.values

    def longest(self, keys: Sequence[str], start: int) -> tuple[int, Sequence[Value]] | None:
        """The end of the longest phrase that begins at `start`, and its values; None if none does."""
        return max(self.ends(keys, start), default=None, key=itemgetter(0))

    def found(self, keys: Sequence[str]) -> Iterator[tuple[int, int, Value]]:
        """Every phrase in the words: start, end, value."""
        for start in range(len(keys)):
            for end, values in self.ends(keys, start):
                yield from ((start, end, value) for value in values)
