"""Lists of OAI-PMH, page by page, in the order in which records changed.

A record that changes while somebody reads moves to the end and is seen there again, so nothing is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.formats.entry import Entry
from search.ask import ask
from search.query import MAX_LIMIT, DateRange, Filter, Place, Query, Results, Sort

from ...services import Services
from ..entries import entries_by_id
from .asked import OaiError, Selection, Token
from .sets import EVERY, chosen

PAGE = MAX_LIMIT
"""How many records a page has at most."""


@dataclass(frozen=True)
class Page:
    """Some records of a list, to be given in the format of `prefix`.

    `cursor` are the records before, `size` those of the whole list; `next` is where it goes on.
    """

    prefix: str
    entries: tuple[Entry, ...]
    cursor: int
    size: int
    next: Token | None


def datestamp(entry: Entry) -> datetime:
    """When a record last changed here, to the second."""
    return entry.modified.astimezone(UTC).replace(microsecond=0)


def first_page(services: Services, verb: str, selection: Selection, *, at: datetime) -> Page:
    """The first page of a list. Raises `OaiError` (noRecordsMatch) and the errors of the search and the store."""
    page = _Reading(services, verb, selection, at).page(None)
    if not page.entries:
        raise OaiError("noRecordsMatch", "No record is in this set and changed in this time.")
    return page


def next_page(services: Services, token: Token, *, at: datetime) -> Page:
    """The page that a token names. It is empty if nothing is left: all that was to come has changed since."""
    return _Reading(services, token.verb, token.selection, at).page(token)


def earliest(services: Services) -> datetime | None:
    """The datestamp of the record that has not changed for the longest time; None if there are no records."""
    found = ask(services.engine, Query(filter=(EVERY,), sort=Sort.CHANGED_OLDEST, limit=1, bare=True), facets=())
    return found.last.moment if found.last else None


@dataclass(frozen=True)
class _Reading:
    """A list of one selection, at one moment."""

    services: Services
    verb: str
    selection: Selection
    at: datetime

    def page(self, token: Token | None) -> Page:
        """Records that are in the index and no more in the store leave nothing: then the page behind them is read."""
        cursor = passed = token.passed if token else 0
        place, size = token.place if token else None, token.size if token else None
        for found in self._found(place):
            size = found.total if size is None else size
            passed, place = passed + len(found.id), found.last
            entries = tuple(filter(self._fits, entries_by_id(self.services, found.id)))
            more = self._goes_on(found, passed)
            if entries or not more:
                return Page(self.selection.prefix, entries, cursor, size, self._token(place, passed, size) if more else None)
        return Page(self.selection.prefix, (), cursor, size or 0, None)

    def _found(self, place: Place | None) -> Iterator[Results]:
        """What the search finds behind a place, page by page, until it finds nothing."""
        query = self._query()
        while query is not None:
            found = ask(self.services.engine, query.model_copy(update={"after": place}), facets=())
            if not found.id:
                return
            yield found
            place = found.last

    def _query(self) -> Query | None:
        selection, filters = self.selection, [EVERY]
        if selection.set:
            of_set = chosen(self.services, selection.set)
            if of_set is None:
                return None
            filters.append(of_set)
        span = DateRange(field="record_modified", start=selection.start, end=selection.end)
        return Query(
            filter=tuple[Filter, ...](filters),
            range=(span,) if selection.start or selection.end else (),
            sort=Sort.CHANGED_OLDEST,
            limit=PAGE,
            bare=True,
        )

    def _fits(self, entry: Entry) -> bool:
        """Whether a record is still in the span. The index may not know yet that it has changed."""
        start, end, changed = self.selection.start, self.selection.end, datestamp(entry)
        return (start is None or start <= changed) and (end is None or changed <= end)

    def _goes_on(self, found: Results, passed: int) -> bool:
        """Whether there is more. Near the end it is looked up, since the list may have changed since it began."""
        if len(found.id) < PAGE or passed < found.total:
            return len(found.id) == PAGE
        return next(self._found(found.last), None) is not None

    def _token(self, place: Place | None, passed: int, size: int) -> Token | None:
        if place is None or place.moment is None:
            return None
        moment, id = place.moment, place.id
        selection, at = self.selection, self.at.replace(microsecond=0)
        return Token(verb=self.verb, selection=selection, moment=moment, id=id, passed=passed, size=size, at=at)
