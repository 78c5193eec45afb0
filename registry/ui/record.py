"""The page of one record: the three facts with their evidence, files, description, history."""

from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schemas.dataset import LangString, Text
from schemas.record import CatalogRecord, Status
from search.ask import count
from search.errors import SearchError
from search.params import InvalidQuery, parse
from search.query import Query

from ..access.deeds import Deed
from .facts import facts
from .forms import Attempt, forms
from .history import story
from .recorded import recorded
from .similar import similar_cards
from .site import Page, PageDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Back:
    """The search that led here, and the number of its results now (None if the engine does not answer)."""

    href: str
    total: int | None


@router.get("/{language}/d/{id}")
def record(page: PageDep, id: str) -> Response:  # the name in the address
    """One record. A withdrawn record keeps its page."""
    return record_page(page, stored(page, id))


def record_page(page: Page, found: CatalogRecord, *, status: int = 200, attempt: Attempt | None = None) -> Response:
    """The page of a record. Who may decide has the forms, a refused `attempt` is kept in its form."""
    dataset = found.dataset
    return page.render(
        "record.html",
        status=status,
        problem=attempt.problem if attempt else "",
        record=found,
        dataset=dataset,
        source=page.services.sources.get(found.source),
        title=dataset.title[0],
        second_title=_in_language(dataset.title, page.language.code),
        withdrawn=found.status is Status.WITHDRAWN,
        survivor=page.services.store.aliases.survivors([found.id]).get(found.id),
        facts=facts(page, found),
        recorded=recorded(page, found),
        forms=forms(page, found, attempt) if page.may(Deed.DECIDE) else (),
        back=_back(page),
        story=story(page, page.services.store.audit.history(found.id)),
        similar=similar_cards(page, found),
    )


def stored(page: Page, text: str) -> CatalogRecord:
    """The record with an id as an address has it. Raises 404."""
    try:
        found = page.services.store.records.get(UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise HTTPException(404)
    return found


def _in_language(texts: Text, code: str) -> LangString | None:
    """The portal's own text in the reader's language, unless it is the first text."""
    first = texts[0]
    return next((text for text in texts[1:] if text.language == code and text.value != first.value), None)


def _back(page: Page) -> Back | None:
    """The link back to the results, from the search in the address. None if that search is broken."""
    carried = page.request.query_params.get("from")
    if carried is None:
        return None
    try:
        query = parse(parse_qsl(carried, strict_parsing=True)) if carried else Query()
    except (InvalidQuery, ValueError):
        return None
    return Back(page.links.results(query), _total(page, query))


def _total(page: Page, query: Query) -> int | None:
    """The number of results of a search. The page of a record must open even when the engine is down."""
    try:
        return count(page.services.engine, query, meaning=page.services.meaning)
    except SearchError:
        return None
