"""All that a search finds, as records and as rows of the table, for files that go out whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from schemas.formats import Catalog, Entry
from schemas.formats.geojson import feature
from schemas.formats.table import COLUMNS, Heading, Kind, Row, row
from search.everything import everything
from search.params import CONDITIONS, render
from search.query import Hit, Query

from ..pipeline.usable import Usable, resolved, usable
from ..services import Services
from .entries import entries_by_id

PARAMETERS = (*CONDITIONS, "sort")
"""The parameters of a search that goes out whole. It has no pages, and nothing is counted."""

USAGE = (
    Heading("usage_effect", Kind.TEXT, "Whether the data may be used for what the search asks, by the rules of a day."),
    Heading("usage_rule", Kind.TEXTS, "The rules that decide."),
    Heading("usage_day", Kind.DAY, "The day for which they were asked."),
)
"""More columns, if the search has a `usage`. A verdict is information, not legal advice."""

Found = tuple[Entry, Hit]
Feature = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """A search that was begun: `total` is how many records it finds, `pages` gives them, and `made` is when it was asked."""

    query: Query
    catalog: Catalog
    total: int
    made: datetime
    usable: Usable | None
    pages: Iterator[Sequence[Found]]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The columns of its table."""
        return (*COLUMNS, *(USAGE if self.usable else ()))

    @property
    def parameters(self) -> str:
        """What was asked, as an address has it."""
        return urlencode(render(self.query))

    def rows(self) -> Iterator[list[Row]]:
        """The rows of the table, a page at a time."""
        for page in self.pages:
            yield [self._row(*each) for each in page]

    def features(self) -> Iterator[list[Feature]]:
        """The records as features of GeoJSON, a page at a time."""
        for page in self.pages:
            yield [self._feature(*each) for each in page]

    def _row(self, entry: Entry, hit: Hit) -> Row:
        return row(entry, self.catalog) | self._usage(hit)

    def _feature(self, entry: Entry, hit: Hit) -> Feature:
        found = feature(entry, self.catalog)
        return found | {"properties": found["properties"] | self._usage(hit)}

    def _usage(self, hit: Hit) -> Row:
        """The columns `USAGE`, if the search has a `usage`."""
        if not self.usable:
            return {}
        verdict = self.usable.verdict(hit.summary.usage_grounds)
        rules = list(dict.fromkeys(each.rule for each in verdict.reason))
        return {"usage_effect": verdict.effect.value, "usage_rule": rules, "usage_day": self.usable.day}


def whole(query: Query) -> Query:
    """The search without its page and what it counts: the one whose results go out as one file."""
    default = Query()
    kept = {"offset": default.offset, "limit": default.limit, "after": None, "facet": (), "facet_size": default.facet_size}
    return query.model_copy(update=kept)


def begin(services: Services, catalog: Catalog, query: Query) -> Finding:
    """Ask a search for all that it finds. Its first page is asked at once, so what is wrong is told before anything goes out.

    Raises as `resolved` and `ask` do.
    """
    asked = resolved(services, whole(query))
    results = everything(services.engine, asked, meaning=services.meaning)
    first = next(results)
    statuses = asked.filters()["status"]
    pages = (_found(services, page.hit, statuses) for page in chain([first], results))
    return Finding(whole(query), catalog, first.total, services.clock(), usable(services, query), pages)


def _found(services: Services, hits: Sequence[Hit], statuses: Sequence[str]) -> list[Found]:
    """The records of hits. The index follows the store by a moment: one that has another status by now is not there."""
    by_id = {hit.id: hit for hit in hits}
    entries = entries_by_id(services, by_id)
    return [(each, by_id[each.record.id]) for each in entries if each.record.status.value in statuses]
