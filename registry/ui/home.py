"""The first page: search, and what the catalogue holds: states, themes, languages, licences, portals, and what changed last."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from search.ask import ask
from search.params import MAX_TEXT
from search.query import Query, Sort

from ..answers.links import with_query
from .asked import BAD_REQUEST, QUESTION, rest, settled
from .cards import cards
from .charts import MOST, drawn
from .headers import PAGE_HEADERS
from .parameters import takes
from .site import Page, PageDep, greeting
from .usable import answers

router = APIRouter(include_in_schema=False)

NEWEST = 5

PORTALS = 6
"""How many portals are named: those with the most datasets."""

CHARTS = ("theme", "language", "license")

TEXT = "q"
"""The parameter of what is typed in the search box: who chooses a state before searching does not lose it."""


@router.get("/")
@takes(TEXT, repeated=QUESTION)
def root(request: Request) -> Response:
    """Redirect to the pages in the person's language."""
    page = greeting(request)
    headers = {name: PAGE_HEADERS[name] for name in ("Cache-Control", "Vary")}
    return RedirectResponse(_here(page), status_code=303, headers=headers)


@router.get("/{language}/")
@takes(TEXT, repeated=QUESTION)
def home(page: PageDep) -> Response:
    """The first page. Its address gets the state and purpose that the person has chosen before."""
    if moved := settled(page, [pair for pair in rest(page) if pair[1].strip()]):
        return moved
    asked = answers(page)
    newest = Query(sort=Sort.MODIFIED, limit=NEWEST, facet_size=MOST)
    found = ask(page.services.engine, newest, facets=("jurisdiction", *CHARTS))
    states, *facets = found.facet
    portals = page.services.store.records.counts()
    return page.render(
        "home.html",
        status=BAD_REQUEST if asked.problem else 200,
        problem=asked.problem,
        answers=asked,
        rules=page.services.rules.transfer if asked.question else None,
        query=Query(text=page.request.query_params.get(TEXT, "")[:MAX_TEXT]),
        total=found.total,
        states={value.value: value.count for value in states.value if value.count},
        charts=drawn(page, Query(), facets, found.total),
        portals=dict(sorted(portals.items(), key=lambda item: (-item[1], item[0]))[:PORTALS]),
        harvested=len(portals),
        declared=len(page.services.sources),
        samples=sum(count for source, count in portals.items() if page.labels.is_sample(source)),
        cards=cards(page, None, found, asked),
    )


@router.get("/{language}")
@takes(TEXT, repeated=QUESTION)
def home_without_slash(page: PageDep) -> Response:
    return RedirectResponse(_here(page), status_code=308)


def _here(page: Page) -> str:
    """The first page in the language, with all that the address has."""
    return with_query(f"/{page.language.code}/", page.request.query_params.multi_items())
