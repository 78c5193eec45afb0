"""All that a query finds, page by page, however much it is: for lists that go out whole."""

from collections.abc import Iterator
from uuid import UUID

from .ask import find
from .asking.wanted import EVERYTHING, Match
from .engine import SearchEngine
from .meaning.meaning import Meaning
from .query import MAX_LIMIT, MAX_OFFSET, Hit, Query, Results, Sort


def everything(
    engine: SearchEngine, query: Query, *, meaning: Meaning | None = None, page: int = MAX_LIMIT, best: int = MAX_OFFSET
) -> Iterator[Results]:
    """The pages of all that `ask` finds, in its order; one page without a hit if that is nothing.

    The text is read once, so all pages are of the same records. An order of relevance holds for the `best`, as many as engines
    count cheaply; the others follow by id. A record that changes meanwhile may change its place. Raises as `ask` does, some of it
    with the first page.
    """
    asked = query.model_copy(update={"offset": 0, "after": None, "limit": page, "facet": ()})
    found = find(engine, asked, meaning) if asked.text.strip() else None
    match = found.match if found else EVERYTHING
    if asked.order is not Sort.RELEVANCE:
        return _by_place(engine, asked, match)
    return _by_relevance(engine, asked, match, [each.id for each in found.first] if found else [], best)


def _by_relevance(engine: SearchEngine, query: Query, match: Match, first: list[UUID], best: int) -> Iterator[Results]:
    """The best by their number in the list; then by id all that were not among them, for whatever reason."""
    given: set[UUID] = set()
    total = 0
    for offset in range(0, best, query.limit):
        page = engine.search(query.model_copy(update={"offset": offset}), match, first=first)
        total = page.total
        new = [hit for hit in page.hit if hit.id not in given]
        given.update(hit.id for hit in new)
        yield _with(page, new)
        if len(page.hit) < query.limit:
            break
    if len(given) < total:
        for page in _by_place(engine, query.model_copy(update={"sort": Sort.ID}), match):
            yield _with(page, [hit for hit in page.hit if hit.id not in given])


def _by_place(engine: SearchEngine, query: Query, match: Match) -> Iterator[Results]:
    """Each page behind the place of the last hit of the one before."""
    page = engine.search(query, match)
    yield page
    while page.last is not None and len(page.hit) == query.limit:
        page = engine.search(query.model_copy(update={"after": page.last}), match)
        yield page


def _with(page: Results, hits: list[Hit]) -> Results:
    return page.model_copy(update={"id": tuple(hit.id for hit in hits), "hit": tuple(hits)})
