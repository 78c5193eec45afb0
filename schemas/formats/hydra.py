"""A page of a list of records, in the terms of Hydra (https://www.hydra-cg.com/spec/latest/core/) that harvesters follow.

A page is what it is today (`hydra:PartialCollectionView` of the collection, `hydra:next`) and what harvesters have looked for
since before that (`hydra:PagedCollection`, `hydra:nextPage`). The last page has no next one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import Triple

from .dcat import list_triples
from .entry import Catalog, Entry
from .rdf import Syntax, dump, is_a, node, term, typed


@dataclass(frozen=True)
class Page:
    """A page of a list, by its addresses. `total` is how many records the whole list has."""

    address: str
    collection: str
    total: int
    size: int
    next: str | None = None

    def dump(self, entries: Iterable[Entry], catalog: Catalog, syntax: Syntax) -> bytes:
        """The page with its records."""
        return dump(chain(self._paging(), list_triples(entries, catalog)), syntax)

    def _paging(self) -> Iterator[Triple]:
        page, collection = node(self.address), node(self.collection)
        yield from is_a(page, "hydra:PagedCollection", "hydra:PartialCollectionView")
        yield from is_a(collection, "hydra:Collection")
        yield Triple(collection, term("hydra:view"), page)
        yield Triple(page, term("hydra:totalItems"), typed(str(self.total), "xsd:integer"))
        yield Triple(page, term("hydra:itemsPerPage"), typed(str(self.size), "xsd:integer"))
        for name, address in (("first", self.collection), ("next", self.next)):
            if address:
                yield Triple(page, term(f"hydra:{name}"), node(address))
                yield Triple(page, term(f"hydra:{name}Page"), node(address))
