"""Which version of a document the index has, so that an older write never beats a newer one."""

from collections.abc import Sequence
from uuid import UUID

import tantivy

from .schema import schema


class Versions:
    """The versions in an index when it was opened for writing, and those written since; asked for in batches."""

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
        addresses = [address for _, address in self._searcher.search(query, limit=len(ids), count=False).hits]
        high, low, version = (self._searcher.fast_field_values(name, addresses) for name in ("id_high", "id_low", "version"))
        return {
            UUID(int=int(top or 0) << 64 | int(bottom or 0)): int(number or 0)
            for top, bottom, number in zip(high, low, version, strict=True)
        }
