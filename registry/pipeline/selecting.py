"""Which records a selection means now."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from schemas.proposals import Outcome, Selection
from schemas.questions import questions, read_question
from schemas.record import CatalogRecord
from search.ask import ask
from search.errors import InvalidQuery
from search.params import parse, render
from search.query import MAX_LIMIT, Filter, Query, Sort

from ..services import Services
from ..store.database import chunks
from .curate import RecordMissing
from .usable import resolved

MOST = 10_000
"""The most records of a proposal. README.md has how long so many take."""

FIRST_PAGE = {name: getattr(Query(), name) for name in ("sort", "offset", "limit", "after", "facet", "facet_size")}
"""What of a search tells which page of it an address shows, and in which order: that does not matter here."""

TO_ITS_END = FIRST_PAGE | {"sort": Sort.MODIFIED, "limit": MAX_LIMIT, "bare": True}
"""What a search is read with page by page, however many records it has."""


class SelectionTooLarge(Exception):
    """A selection has more records than one proposal may be about."""

    def __init__(self, count: int) -> None:
        super().__init__(f"it has {count:,}, and a proposal may have {MOST:,} at most")
        self.count = count


def normal(selection: Selection) -> Selection:
    """The selection in the form in which it is kept: its query without page and order. Raises `InvalidQuery`."""
    if selection.query is not None:
        asked = parse(parameters(selection.query)).model_copy(update=FIRST_PAGE)
        return Selection(query=urlencode(render(asked)))
    if selection.question is not None:
        _question(selection.question)
    return selection


def selected(services: Services, selection: Selection) -> Iterator[list[CatalogRecord]]:
    """The records of a selection as they are in the store, some at a time. None is there twice.

    The index follows the store, so of a question those records are left out that do not ask it any more.

    Raises `InvalidQuery`, `InvalidUsage`, `SelectionTooLarge`, `RecordMissing`, `ProposalMissing` and the errors of a search.
    """
    for ids in chunks(_ids(services, selection)):
        found = services.store.records.get_many(ids)
        if selection.records is not None and (missing := next((id for id in ids if id not in found), None)):
            raise RecordMissing(str(missing))
        yield [found[id] for id in ids if id in found and _asks(found[id], selection)]


def _ids(services: Services, selection: Selection) -> Iterable[UUID]:
    if selection.records is not None:
        return tuple(dict.fromkeys(selection.records))
    if selection.proposal is not None:
        services.store.proposals.get(selection.proposal)
        members = services.store.proposals.all_records(selection.proposal)
        return [each.record for each in members if each.outcome is Outcome.CHANGED]
    return _found(services, _query(selection))


def _found(services: Services, query: Query) -> list[UUID]:
    """The ids of all records that a search finds, read page by page."""
    query = resolved(services, query.model_copy(update=TO_ITS_END))
    found: dict[UUID, None] = {}
    while True:
        results = ask(services.engine, query, facets=())
        if results.total > MOST:
            raise SelectionTooLarge(results.total)
        found.update(dict.fromkeys(results.id))
        if len(results.id) < query.limit or results.last is None:
            return list(found)
        query = query.model_copy(update={"after": results.last})


def _query(selection: Selection) -> Query:
    if selection.question is not None:
        return Query(filter=(Filter(field="question", value=(_question(selection.question),)),))
    return parse(parameters(selection.query or ""))


def parameters(query: str) -> list[tuple[str, str]]:
    """The parameters of a search that an address has."""
    return parse_qsl(query.removeprefix("?"), keep_blank_values=True)


def _question(id: str) -> str:
    try:
        return read_question(id).id
    except ValueError:
        raise InvalidQuery("question", f"{id!r} is not the id of a question.") from None


def _asks(record: CatalogRecord, selection: Selection) -> bool:
    return selection.question is None or any(each.id == selection.question for each in questions(record))
