"""Which version of each document the index has: for refusing older writes, and for comparing the index with the store."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import tantivy

from .answer import total
from .schema import schema

SLICE = 2000
"""How many documents `stream` sorts at once, about."""


class Versions:
    """The versions in an index when it was opened for writing, and those written since."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._written: dict[UUID, int] = {}

    def of(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """The versions of the documents that are there, tombstones included. Raises `ValueError` on a broken index."""
        stored = self._stored([identifier for identifier in ids if identifier not in self._written])
        return stored | {identifier: self._written[identifier] for identifier in ids if identifier in self._written}

    def note(self, identifier: UUID, version: int) -> None:
        """Remember what was written and is not in the index's view yet."""
        self._written[identifier] = version

    def _stored(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        if not ids or not self._searcher.num_docs:
            return {}
        query = tantivy.Query.term_set_query(schema(), "id", [str(identifier) for identifier in ids])
        return dict(_pairs(self._searcher, query, limit=len(ids)))


def stream(searcher: tantivy.Searcher) -> Iterator[tuple[UUID, int]]:
    """Id and version of every document that is no tombstone, in the order of the ids. Raises `ValueError` on a broken index.

    Ids are spread evenly. So the range of all ids is cut into slices with about `SLICE` documents each, which are sorted here.
    """
    width = (1 << 64) // (searcher.num_docs // SLICE + 1) + 1
    for first in range(0, 1 << 64, width):
        last = min(first + width, 1 << 64) - 1
        inside = tantivy.Query.range_query(schema(), "id_high", tantivy.FieldType.Unsigned, first, last)
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, inside), (tantivy.Occur.Must, alive())])
        count = total(searcher, query)
        if count:
            yield from sorted(_pairs(searcher, query, limit=count))


def alive() -> tantivy.Query:
    """All documents that are no tombstones."""
    return tantivy.Query.exists_query("value_status")


def _pairs(searcher: tantivy.Searcher, query: tantivy.Query, *, limit: int) -> Iterator[tuple[UUID, int]]:
    addresses = [address for _, address in searcher.search(query, limit=limit, count=False).hits]
    high, low, version = (searcher.fast_field_values(name, addresses) for name in ("id_high", "id_low", "version"))
    for top, bottom, number in zip(high, low, version, strict=True):
        yield UUID(int=int(top or 0) << 64 | int(bottom or 0)), int(number or 0)
