"""The page of a run: what became of the records, what was wrong with them, and what waits for a person."""

from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schemas.actor import Actor
from schemas.reason import LONGEST, SHORTEST
from schemas.runs import Run, RunCounts, RunState
from schemas.source import Source

from ..answers import links as api
from ..store.errors import RunLost
from ..web.numbers import RowNumber
from .causes import Place
from .difference import difference
from .held import held_withdrawal
from .parameters import takes
from .site import Page, PageDep
from .words import OUTCOMES

router = APIRouter(include_in_schema=False)


@router.get("/{language}/portals/{source_id}/runs/{number}")
@takes("issue", "field", "offset", "changes", "start")
def run_report(page: PageDep, source_id: str, number: RowNumber) -> Response:
    """One run: its state in words, its counts, what was wrong; `issue` and `field` list the records of one cause."""
    return run_page(page, found_run(page, source_id, number))


def run_page(page: Page, run: Run, *, status: int = 200, reason: str = "", problem: str = "") -> Response:
    """The page of a run. `reason` is the text that a person gave to settle its hold, kept if there is a `problem` with it."""
    runs, counts = page.services.store.runs, run.counts
    groups = runs.issue_groups(run.id)
    place = Place(page, run.source, partial(page.links.run, run.source, run.id), partial(api.issues_csv, run.id))
    return page.render(
        "run.html",
        status=status,
        problem=problem,
        reason=reason,
        shortest=SHORTEST,
        longest=LONGEST,
        source=page.services.sources[run.source],
        run=run,
        found=place.causes(groups),
        examined=counts.new + counts.changed + counts.restored,
        outcomes=OUTCOMES,
        segments=segments(counts),
        listing=place.listing(
            groups,
            lambda group, pages: runs.issues(
                run.id, code=group.code, pointer=group.pointer, offset=pages.offset, limit=pages.limit
            ),
        ),
        difference=difference(page, run),
        withdrawal=held_withdrawal(page, page.services.store.holds.of_run(run.id)),
        running=run.state is RunState.RUNNING,
        waiting=run.state is RunState.QUEUED,
        stop_by=stop_asked(page, run),
    )


@dataclass(frozen=True)
class Segment:
    """A part of the bar of a run, in percent of its width."""

    outcome: str
    start: float
    width: float


def segments(counts: RunCounts) -> tuple[Segment, ...]:
    """The bar of a run: each outcome's share of what was read."""
    made, start = [], 0.0
    for outcome in OUTCOMES:
        width = 100 * getattr(counts, outcome) / counts.read if counts.read else 0.0
        if width:
            made.append(Segment(outcome, round(start, 2), round(width, 2)))
        start += width
    return tuple(made)


def declared(page: Page, source_id: str) -> Source:
    """A declared source. Raises 404."""
    if source_id not in page.services.sources:
        raise HTTPException(404)
    return page.services.sources[source_id]


def found_run(page: Page, source_id: str, number: int) -> Run:
    """A run of a declared source. Raises 404."""
    run = page.services.store.runs.get(number)
    if run is None or run.source != declared(page, source_id).id:
        raise HTTPException(404)
    return run


def stop_asked(page: Page, run: Run) -> Actor | None:
    """Who has asked to stop a run that is not over."""
    try:
        return page.services.store.runs.stop_asked(run) if run.state is RunState.RUNNING else None
    except RunLost:  # it has ended, or was taken over, since it was read
        return None
