"""The portals by state, and each with what its staff should fix first and how our harvests went."""

from functools import partial

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schemas.issues import Issue
from schemas.runs import OPEN, IssueGroup
from search.query import Filter, Query

from ..access.deeds import Deed
from ..answers import links as api
from ..answers.open_issues import open_issues_view
from ..answers.pages import Pages
from ..answers.sources import license_figures, set_aside_view, undeclared_sources
from . import goes_out
from .badge import snippet
from .causes import Place
from .charts import charts
from .held import held_withdrawal
from .links import FIND
from .parameters import takes
from .portal_list import StatePortals, found_by, portals_by_state
from .quality import quality_if_found
from .runs import declared, stop_asked
from .site import Page, PageDep
from .timeline import timeline
from .words import OUTCOMES

router = APIRouter(include_in_schema=False)

RUNS_LISTED = 20
FIX_FIRST = 10

FIRST = 5
"""How many portals of a state the list of all states has. The page of the state has all."""

PAGE_SIZE = 50
"""How many harvested portals a page of a state has."""

MOST_FOUND = 10
"""How many portals of a state a list has that were searched for: also those that were not harvested yet."""

LONGEST = 100
"""How many characters of the words that a portal is searched by count."""


@router.get("/{language}/portals")
@takes(FIND)
def portals(page: PageDep) -> Response:
    """Every state with its portals, or the portals that have the words of `find`.

    And what became of those that are not, or not rightly, declared any more.
    """
    wanted, services, may_see = _words(page), page.services, page.may(Deed.HARVEST)
    states = portals_by_state(page, found_by(page, wanted))
    set_aside = tuple(set_aside_view(each, with_files=may_see) for each in services.declarations.now.set_aside)
    return page.render(
        "portals.html",
        wanted=wanted,
        states=states,
        most=MOST_FOUND if wanted else FIRST,
        set_aside=set_aside,
        undeclared=undeclared_sources(services.store.records.counts(), services.sources, set_aside),
    )


@router.get("/{language}/portals/state/{state}")
@takes(FIND, "offset")
def portals_of_state(page: PageDep, state: str) -> Response:
    """The portals of one state, or those of them that have the words of `find`, and what its datasets have in common."""
    if all(each.jurisdiction != state for each in page.services.sources.values()):
        raise HTTPException(404)
    wanted = _words(page)
    sources = tuple(each for each in found_by(page, wanted) if each.jurisdiction == state)
    (listed,) = portals_by_state(page, sources) or (StatePortals(state, page.labels.state(state), ()),)
    facts = None if wanted else charts(page, _only("jurisdiction", state))
    pages = Pages(offset=page.number("offset"), limit=PAGE_SIZE, total=len(listed.asked))
    return page.render("portals_of_state.html", wanted=wanted, state=listed, pages=pages, charts=facts)


@router.get("/{language}/portals/{source_id}")
@takes("issue", "field", "offset")
def portal(page: PageDep, source_id: str) -> Response:
    """One portal: what its datasets are, what to fix first, licences, quality of metadata, runs, settings.

    `issue` and `field` list the datasets of one cause.
    """
    source = declared(page, source_id)
    store = page.services.store
    wrong = open_issues_view(store, source)
    to_fix = tuple(cause for cause in wrong.items if cause.code != "field-ignored")
    place = Place(page, source.id, partial(page.links.portal, source.id), partial(api.open_issues_csv, source.id))
    listed = store.runs.list(source=source.id, limit=RUNS_LISTED)
    holds = store.holds.of_runs(run.id for run in listed)
    last = store.runs.last(source.id)
    open_run = last if last and last.state in OPEN else None
    datasets = store.records.count(source=source.id)
    became = {run: hold.state for run, hold in holds.items()}
    return page.render(
        "portal.html",
        source=source,
        datasets=datasets,
        charts=charts(page, _only("source", source.id)) if datasets else None,
        licenses=license_figures(store, source.id),
        last=last,
        open_run=open_run,
        stop_by=stop_asked(page, open_run) if open_run else None,
        wrong=wrong,
        fix=place.causes(to_fix[:FIX_FIRST]),
        more=len(to_fix[FIX_FIRST:]),
        listing=place.listing(to_fix, partial(_open_issues, page, source.id)),
        runs=listed,
        feeds=goes_out.of_portal(page, source.id),
        holds=holds,
        timeline=timeline(listed, became, rightward=page.language.direction == "ltr"),
        withdrawal=held_withdrawal(page, store.holds.waiting(source.id)),
        outcomes=OUTCOMES,
        quality=quality_if_found(page, source.id),
        snippet=snippet(page, source.id),
    )


def _words(page: Page) -> str:
    return " ".join(page.request.query_params.get(FIND, "").split())[:LONGEST]


def _only(field: str, value: str) -> Query:
    return Query(filter=(Filter(field=field, value=(value,)),))


def _open_issues(page: Page, source: str, group: IssueGroup, pages: Pages) -> tuple[Issue, ...]:
    found = page.services.store.open_issues
    listed = found.page(source, code=group.code, pointer=group.pointer, offset=pages.offset, limit=pages.limit)
    return tuple(each.issue for each in listed)
