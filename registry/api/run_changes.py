"""The difference of a run: what it added, changed, withdrew and restored, as JSON and as CSV."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from schemas.audit import Action
from schemas.csv_table import csv_lines
from schemas.model import Model
from schemas.runs import Change

from ..answers import changes as answers
from ..answers import links
from ..answers.changes import COLUMNS, ChangesAnswer, change_row
from ..services import Services
from ..web.numbers import MAX_POSITION
from .documentation import CSV, problems
from .runs import CSV_BATCH, RunId, find_run
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/runs", tags=["runs"])


class ChangeFilter(Model):
    """Which changes of a run to list."""

    action: Annotated[Action | None, Field(description="Only records that the run did this to.", examples=["withdraw"])] = None


class ChangesQuery(ChangeFilter):
    offset: Annotated[int, Field(ge=0, le=MAX_POSITION, description="How many to skip.")] = 0
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 100


@router.get("/{id}/changes", summary="List what a run changed", responses=problems("run-missing", "request-invalid"))
def list_changes(id: RunId, query: Annotated[ChangesQuery, Query()], services: ServicesDep) -> ChangesAnswer:
    """The records that a run changed, what it did to each, and the fields that differ from before. A page at a time."""
    run = find_run(services, id)
    return answers.list_changes(services.store, run, action=query.action, offset=query.offset, limit=query.limit)


@router.get(
    "/{id}/changes.csv",
    summary="Download what a run changed",
    response_class=StreamingResponse,
    responses=problems("run-missing", "request-invalid") | CSV,
)
def download_changes(id: RunId, query: Annotated[ChangeFilter, Query()], services: ServicesDep) -> StreamingResponse:
    """All changes of a run as CSV (RFC 4180, UTF-8). A cell that would be a formula begins with an apostrophe."""
    run = find_run(services, id)
    return StreamingResponse(
        csv_lines(COLUMNS, (change_row(each) for each in stream_changes(services, id, action=query.action))),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="run-{run.id}-changes.csv"'},
    )


def stream_changes(services: Services, run: int, *, action: Action | None) -> Iterator[Change]:
    """All changes of a run, read in batches."""
    offset = 0
    while batch := services.store.changes.of_run(run, action=action, offset=offset, limit=CSV_BATCH):
        yield from batch
        offset += len(batch)
