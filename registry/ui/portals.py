"""The portals, each with what its staff should fix first and how our harvests went."""

from fastapi import APIRouter
from starlette.responses import Response

from schemas.runs import OPEN

from ..answers.sources import SourceAnswer, license_figures, list_sources
from .badge import snippet
from .held import held_withdrawal
from .quality import quality_if_found
from .runs import by_weight, declared, stop_asked
from .site import PageDep
from .timeline import timeline
from .words import OUTCOMES

router = APIRouter(include_in_schema=False)

RUNS_LISTED = 20
FIX_FIRST = 10


@router.get("/{language}/portals")
def portals(page: PageDep) -> Response:
    """Every declared portal."""
    found = list_sources(page.services.store, page.services.sources.values()).items

    def order(portal: SourceAnswer) -> tuple[int, str, str]:
        return -portal.records, page.labels.state(portal.declaration.jurisdiction), portal.declaration.id

    return page.render("portals.html", portals=sorted(found, key=order))


@router.get("/{language}/portals/{source_id}")
def portal(page: PageDep, source_id: str) -> Response:
    """One portal: what to fix first, licences, quality of metadata, runs, settings."""
    source = declared(page, source_id)
    runs = page.services.store.runs
    last_done = runs.last_done(source.id)
    groups = by_weight(runs.issue_groups(last_done.id)) if last_done else ()
    listed = runs.list(source=source.id, limit=RUNS_LISTED)
    last = runs.last(source.id)
    open_run = last if last and last.state in OPEN else None
    return page.render(
        "portal.html",
        source=source,
        datasets=page.services.store.records.count(source=source.id),
        licenses=license_figures(page.services.store, source.id),
        last=last,
        open_run=open_run,
        stop_by=stop_asked(page, open_run) if open_run else None,
        last_done=last_done,
        groups=tuple(group for group in groups if group.code != "field-ignored")[:FIX_FIRST],
        runs=listed,
        timeline=timeline(listed),
        withdrawal=held_withdrawal(page, page.services.store.holds.waiting(source.id)),
        outcomes=OUTCOMES,
        quality=quality_if_found(page, source.id),
        snippet=snippet(page, source.id),
    )
