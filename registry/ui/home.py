"""The first page: search, the states, the portals, and what is newest."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from search.ask import ask
from search.query import Query, Results, Sort

from .cards import cards
from .headers import PAGE_HEADERS
from .site import PageDep, greeting

router = APIRouter(include_in_schema=False)

NEWEST = 5


@router.get("/")
def root(request: Request) -> Response:
    """Lead to the pages in the person's language."""
    page = greeting(request)
    headers = {name: PAGE_HEADERS[name] for name in ("Cache-Control", "Vary")}
    return RedirectResponse(page.links.home, status_code=303, headers=headers)


@router.get("/{language}/")
def home(page: PageDep) -> Response:
    found = ask(page.services.engine, Query(sort=Sort.MODIFIED, limit=NEWEST, facet_size=100), facets=("jurisdiction", "source"))
    return page.render(
        "home.html",
        query=Query(),
        total=found.total,
        states=_counts(found, "jurisdiction"),
        portals=_counts(found, "source"),
        cards=cards(page, None, found),
    )


@router.get("/{language}")
def home_without_slash(page: PageDep) -> Response:
    return RedirectResponse(page.links.home, status_code=308)


def _counts(found: Results, field: str) -> Mapping[str, int]:
    """The values of a field that have records, most first."""
    facet = next(facet for facet in found.facet if facet.field == field)
    return {value.value: value.count for value in facet.value if value.count}
