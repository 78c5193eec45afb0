"""Lists of records by DCAT-AP, page by page: the whole catalogue, and what a search finds."""

from itertools import islice
from urllib.parse import parse_qsl
from uuid import UUID

from schemas.formats import Catalog
from schemas.formats.hydra import Page
from schemas.formats.rdf import Syntax
from schemas.record import Status
from search.ask import ask
from search.params import render
from search.query import Query

from ..pipeline.usable import resolved
from ..services import Services
from . import links
from .entries import entries_by_id, stream_entries
from .search import search_view

PAGE = 100
"""How many records a page of the catalogue has."""


def catalog_page(services: Services, catalog: Catalog, syntax: Syntax, after: UUID | None) -> bytes:
    """The active records behind an id, in the order of their ids, as many as a page has."""
    active = (each for each in stream_entries(services, after=after) if each.record.status is Status.ACTIVE)
    found = list(islice(active, PAGE + 1))
    first = catalog.root + links.catalog_in(syntax.suffix)
    page = Page(
        address=catalog.root + links.catalog_in(syntax.suffix, after),
        collection=first,
        total=services.store.records.count(),
        size=PAGE,
        next=catalog.root + links.catalog_in(syntax.suffix, found[PAGE - 1].record.id) if len(found) > PAGE else None,
    )
    return page.dump(found[:PAGE], catalog, syntax)


def search_page(services: Services, catalog: Catalog, syntax: Syntax, query: Query) -> bytes:
    """What a search finds, in its order. Raises as `resolved` and `ask` do."""
    asked = resolved(services, query).model_copy(update={"bare": True})
    results = ask(services.engine, asked, facets=(), meaning=services.meaning)
    following = search_view(results, query).next
    whole = query.model_copy(update={"offset": 0, "after": None})
    page = Page(
        address=catalog.root + links.search_in(syntax.suffix, render(query)),
        collection=catalog.root + links.search_in(syntax.suffix, render(whole)),
        total=results.total,
        size=query.limit,
        next=catalog.root + links.search_in(syntax.suffix, _parameters(following)) if following else None,
    )
    return page.dump(entries_by_id(services, results.id), catalog, syntax)


def _parameters(address: str) -> list[tuple[str, str]]:
    return parse_qsl(address.partition("?")[2], keep_blank_values=True)
