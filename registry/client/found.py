"""What a search finds: all of it, however much it is."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from search.query import MAX_LIMIT, MAX_OFFSET

from ..answers import links
from ..answers.shapes.search import FacetAnswer, Item, SearchAnswer
from .files import saved
from .filters import Params
from .frame import frame
from .wire import Wire

if TYPE_CHECKING:
    from pandas import DataFrame

WHOLE = ("csv", "jsonl", "parquet", "geojson")
"""The endings of files that have all that a search finds."""


class Found:
    """The datasets that a search finds. Nothing is asked before it is needed.

    Iterating gives all of them, page by page, in the order of the search. Behind the 10,000 most relevant, where the API ends
    that order, the others follow, those that changed last first: each dataset once, and none is left out. Each loop asks anew,
    but for the first page.
    """

    def __init__(self, wire: Wire, params: Params, *, page: int = MAX_LIMIT) -> None:
        self._wire, self._params, self._page = wire, params, page

    @cached_property
    def answer(self) -> SearchAnswer:
        """The first page as the API gives it: what was understood, what was probably meant, how many may be used."""
        return self._asked(self._page)

    @property
    def total(self) -> int:
        """How many datasets there are."""
        return self.answer.total

    @property
    def facets(self) -> dict[str, FacetAnswer]:
        """The most frequent values of each facet, and how many of the datasets have them."""
        return self.answer.facets

    def count(self, *fields: str, size: int = 1000) -> dict[str, FacetAnswer]:
        """The values of the named fields, at most `size` of each. `other` of each is how many further values there are."""
        asked = [*(("facet", name) for name in fields), ("facet_size", str(size))]
        return self._asked(0, asked).facets

    def first(self, number: int) -> list[Item]:
        """The first datasets."""
        whole_page = "answer" in vars(self) or number >= self._page
        return list(islice(self if whole_page else self._asked(number).items, number))

    def __iter__(self) -> Iterator[Item]:
        given: set[UUID] = set()
        for page in self._pages():
            for item in page.items:
                if item.id not in given:
                    yield item
            if len(given) < MAX_OFFSET + MAX_LIMIT:  # from there on a list is read by its places, which do not move
                given.update(item.id for item in page.items)

    def to_frame(self) -> "DataFrame":
        """All datasets as a table of pandas, a row for each. `registry.client.frame` tells of its columns."""
        return frame(self._wire.content(links.search_as("parquet", self._params)))

    def save(self, file: Path | str) -> Path:
        """Write all datasets into a file, whose ending says how: csv, jsonl, parquet or geojson.

        The file is there whole or not at all; one that was there before is replaced.
        """
        target = Path(file)
        suffix = target.suffix.removeprefix(".").lower()
        if suffix not in WHOLE:
            raise ValueError(f"The ending of {target.name!r} says nothing about its format. Choose from: {', '.join(WHOLE)}.")
        return saved(self._wire, links.search_as(suffix, self._params), target)

    def _pages(self) -> Iterator[SearchAnswer]:
        page, asked = self.answer, set[str]()
        yield page
        while address := page.next or page.whole:
            if address in asked:
                raise self._wire.strange(address, "Its pages lead in a circle.")
            asked.add(address)
            page = self._wire.model(SearchAnswer, address)
            yield page

    def _asked(self, limit: int, more: Params | None = None) -> SearchAnswer:
        return self._wire.model(SearchAnswer, links.search([*self._params, ("limit", str(limit)), *(more or [])]))
