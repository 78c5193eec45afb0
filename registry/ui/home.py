"""The first page: search, the states, the portals, and the newest datasets."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from search.ask import ask
from search.query import Query, Sort

from .asked import BAD_REQUEST, rest, settled
from .cards import cards
from .headers import PAGE_HEADERS
from .site import PageDep, greeting
from .usable import answers

router = APIRouter(include_in_schema=False)

NEWEST = 5


@router.get("/")
def root(request: Request) -> Response:
    """Redirect to the pages in the person's language."""
    page = greeting(request)
    headers = {name: PAGE_HEADERS[name] for name in ("Cache-Control", "Vary")}
    return RedirectResponse(page.links.home, status_code=303, headers=headers)


@router.get("/{language}/")
def home(page: PageDep) -> Response:
    """The first page. Its address gets the state and purpose that the person has chosen before."""
    if moved := settled(page, [pair for pair in rest(page) if pair[1].strip()]):
        return moved
    asked = answers(page)
    found = ask(page.services.engine, Query(sort=Sort.MODIFIED, limit=NEWEST, facet_size=100), facets=("jurisdiction",))
    portals = page.services.store.records.counts()
    return page.render(
        "home.html",
        status=BAD_REQUEST if asked.problem else 200,
        problem=asked.problem,
        answers=asked,
        rules=page.services.rules.transfer if asked.question else None,
        query=Query(),
        total=found.total,
        states={value.value: value.count for value in found.facet[0].value if value.count},
        portals=dict(sorted(portals.items(), key=lambda item: (-item[1], item[0]))),
        cards=cards(page, None, found, asked),
    )


@router.get("/{language}")
def home_without_slash(page: PageDep) -> Response:
    return RedirectResponse(page.links.home, status_code=308)
