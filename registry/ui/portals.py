"""The portals, each with what its staff should fix first and what became of our harvests."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schemas.actor import Actor
from schemas.issues import Severity
from schemas.reason import LONGEST, SHORTEST
from schemas.record import record_id
from schemas.runs import IssueGroup, Run, RunCounts, RunState
from schemas.source import Source
from search.ask import ask
from search.errors import SearchError
from search.query import Query

from ..pipeline.schedule import OPEN
from ..store.errors import RunLost
from ..store.run_rows import LARGEST
from .difference import difference
from .holding import holding
from .labels import OUTCOMES
from .site import Page, PageDep
from .timeline import timeline

router = APIRouter(include_in_schema=False)

RUNS_SHOWN = 20
FIX_FIRST = 10
ISSUES_PAGE = 50
_ORDER = list(Severity)


@dataclass(frozen=True)
class Portal:
    """A portal in the list. `datasets` is None while the engine does not count."""

    source: Source
    datasets: int | None
    last: Run | None


@router.get("/{language}/portals")
def portals(page: PageDep) -> Response:
    """Every declared portal."""
    counts = _counts(page)
    last = {id: runs.last for id, runs in page.services.store.runs.latest().items()}
    made = [
        Portal(source, None if counts is None else counts.get(source.id, 0), last.get(source.id))
        for source in page.services.sources.values()
    ]
    made.sort(key=lambda portal: (-(portal.datasets or 0), page.labels.state(portal.source.jurisdiction), portal.source.id))
    return page.render("portals.html", portals=made)


@router.get("/{language}/portals/{source_id}")
def portal(page: PageDep, source_id: str) -> Response:
    """One portal: what to fix first, runs, settings."""
    source = declared(page, source_id)
    runs = page.services.store.runs
    last_done = runs.last_done(source.id)
    groups = by_weight(runs.issue_groups(last_done.id)) if last_done else ()
    counts = _counts(page)
    shown = runs.list(source=source.id, limit=RUNS_SHOWN)
    last = runs.last(source.id)
    open_run = last if last and last.state in OPEN else None
    return page.render(
        "portal.html",
        source=source,
        datasets=None if counts is None else counts.get(source.id, 0),
        last=last,
        open_run=open_run,
        stop_by=_stop_asked(page, open_run) if open_run else None,
        last_done=last_done,
        groups=tuple(group for group in groups if group.code != "field-ignored")[:FIX_FIRST],
        runs=shown,
        timeline=timeline(shown),
        holding=holding(page, page.services.store.holds.waiting(source.id)),
        outcomes=tuple(OUTCOMES),
    )


@router.get("/{language}/portals/{source_id}/runs/{number}")
def run_report(page: PageDep, source_id: str, number: int) -> Response:
    """One run: its state in words, its counts, what was wrong; `issue` and `field` list the records of one cause."""
    return run_page(page, found_run(page, source_id, number))


def run_page(page: Page, run: Run, *, status: int = 200, reason: str = "", problem: str = "") -> Response:
    """The page of a run; `reason` is what a person gave for settling what it holds, kept while there is a `problem` with it."""
    groups = by_weight(page.services.store.runs.issue_groups(run.id))
    return page.render(
        "run.html",
        status=status,
        problem=problem,
        reason=reason,
        shortest=SHORTEST,
        longest=LONGEST,
        source=page.services.sources[run.source],
        run=run,
        groups=groups,
        outcomes=tuple(OUTCOMES),
        segments=segments(run.counts),
        listing=_listing(page, run, groups),
        difference=difference(page, run),
        holding=holding(page, page.services.store.holds.of_run(run.id)),
        running=run.state is RunState.RUNNING,
        waiting=run.state is RunState.QUEUED,
        stop_by=_stop_asked(page, run),
    )


@dataclass(frozen=True)
class Segment:
    """A part of the bar of a run, in hundredths of its width."""

    outcome: str
    start: float
    width: float


@dataclass(frozen=True)
class Row:
    """One issue; `href` leads to the record, where it was taken."""

    identifier: str
    value: str
    href: str | None


@dataclass(frozen=True)
class Listing:
    """The records of one cause, a page at a time."""

    group: IssueGroup
    rows: tuple[Row, ...]
    offset: int
    previous: str | None
    next: str | None


def segments(counts: RunCounts) -> tuple[Segment, ...]:
    """The bar of a run: each outcome's share of what was read."""
    made, start = [], 0.0
    for outcome in OUTCOMES:
        width = 100 * getattr(counts, outcome) / counts.read if counts.read else 0.0
        if width:
            made.append(Segment(outcome, round(start, 2), round(width, 2)))
        start += width
    return tuple(made)


def by_weight(groups: tuple[IssueGroup, ...]) -> tuple[IssueGroup, ...]:
    """What keeps records out first, then what leaves gaps; the most frequent first."""
    return tuple(sorted(groups, key=lambda group: (_ORDER.index(group.severity), -group.count, group.code, group.pointer)))


def _listing(page: Page, run: Run, groups: tuple[IssueGroup, ...]) -> Listing | None:
    asked = page.request.query_params
    code, pointer = asked.get("issue"), asked.get("field", "")
    group = next((group for group in groups if group.code == code and group.pointer == pointer), None)
    if group is None:
        return None
    offset = int(asked.get("offset", "0")) if asked.get("offset", "0").isdecimal() else 0
    issues = page.services.store.runs.issues(run.id, code=code, pointer=pointer, offset=offset, limit=ISSUES_PAGE)
    ids = {issue.identifier: record_id(run.source, issue.identifier) for issue in issues if issue.identifier}
    kept = page.services.store.records.get_many(list(ids.values()))

    def href(identifier: str | None) -> str | None:
        return page.links.record(ids[identifier]) if identifier and ids[identifier] in kept else None

    def at(start: int) -> str:
        return page.links.run(run.source, run.id, [("issue", group.code), ("field", pointer), ("offset", str(start))]) + "#list"

    return Listing(
        group=group,
        rows=tuple(Row(issue.identifier or "", issue.value, href(issue.identifier)) for issue in issues),
        offset=offset,
        previous=at(max(0, offset - ISSUES_PAGE)) if offset else None,
        next=at(offset + ISSUES_PAGE) if offset + ISSUES_PAGE < group.count else None,
    )


def declared(page: Page, source_id: str) -> Source:
    """A declared source. Raises 404."""
    if source_id not in page.services.sources:
        raise HTTPException(404)
    return page.services.sources[source_id]


def found_run(page: Page, source_id: str, number: int) -> Run:
    """A run of a declared source. Raises 404."""
    run = page.services.store.runs.get(number) if number <= LARGEST else None
    if run is None or run.source != declared(page, source_id).id:
        raise HTTPException(404)
    return run


def _stop_asked(page: Page, run: Run) -> Actor | None:
    """Who has asked to stop a run that goes on."""
    try:
        return page.services.store.runs.stop_asked(run) if run.state is RunState.RUNNING else None
    except RunLost:  # it has ended, or was taken over, since it was read
        return None


def _counts(page: Page) -> dict[str, int] | None:
    """How many records can be found of each portal, or None while the engine does not answer."""
    try:
        found = ask(page.services.engine, Query(limit=0, facet_size=1000), facets=("source",))
    except SearchError:
        return None
    return {value.value: value.count for value in found.facet[0].value}
