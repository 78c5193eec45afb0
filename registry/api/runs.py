"""Runs: what each harvest did, and what it found wrong, as JSON and as CSV."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from schemas.actor import Actor
from schemas.csv_table import csv_lines
from schemas.issues import Issue
from schemas.model import Model
from schemas.runs import Run

from ..access.deeds import Deed, Subject
from ..answers import links
from ..answers import runs as answers
from ..answers.issues import COLUMNS, IssuesAnswer, issue_row, issues_view
from ..answers.pages import Pages
from ..answers.runs import run_report, run_view
from ..answers.shapes.runs import RunAnswer, RunReport, RunsAnswer
from ..pipeline.harvest import stop
from ..services import Services
from ..store.database import NO_NUL
from ..web.numbers import MAX_POSITION, RowNumber
from .auth import permitted
from .documentation import CSV, problems
from .errors import Refusal
from .lists import Latest
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/runs", tags=["runs"])

CSV_BATCH = 1000

RunId = Annotated[RowNumber, Path(description="The number of a run.", examples=[1])]


class RunsQuery(Latest):
    """Which runs to list."""

    source: Annotated[str | None, Field(pattern=NO_NUL, description="Only runs of this source.", examples=["kg_data_gov"])] = None


class IssueFilter(Model):
    """Which issues of a run to list."""

    code: Annotated[
        str | None, Field(pattern=NO_NUL, description="Only issues of this kind.", examples=["date-not-understood"])
    ] = None
    pointer: Annotated[
        str | None,
        Field(pattern=NO_NUL, description="Only issues at this place of the record (JSON pointer).", examples=["/issued"]),
    ] = None


class IssuesQuery(IssueFilter):
    offset: Annotated[int, Field(ge=0, le=MAX_POSITION, description="How many to skip.")] = 0
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 100


@router.get("", summary="List the runs", responses=problems("request-invalid"))
def list_runs(query: Annotated[RunsQuery, Query()], services: ServicesDep) -> RunsAnswer:
    """The runs of all sources or of one, the latest first."""
    return answers.list_runs(services.store, source=query.source, limit=query.limit, before=query.before)


@router.get("/{id}", summary="Read a run's report", responses=problems("run-missing", "request-invalid"))
def read_run(id: RunId, services: ServicesDep) -> RunReport:
    """A run's counts, and its issues grouped by kind and place, each group with an example and how to fix it."""
    return run_report(services.store, find_run(services, id))


@router.get(
    "/{id}/issues",
    summary="List a run's issues",
    responses=problems("run-missing", "request-invalid") | CSV,
    response_model=IssuesAnswer,
)
def list_issues(
    id: RunId,
    query: Annotated[IssuesQuery, Query()],
    services: ServicesDep,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> IssuesAnswer | StreamingResponse:
    """The issues of a run, a page at a time. With `Accept: text/csv`, all of them as CSV."""
    run = find_run(services, id)
    if prefers_csv(accept):
        return issues_table(services, run, query)
    issues = services.store.runs.issues(id, code=query.code, pointer=query.pointer, offset=query.offset, limit=query.limit)
    pages = Pages(offset=query.offset, limit=query.limit, total=count_issues(services, id, query))
    filters = query.model_dump(include={"code", "pointer"}, exclude_none=True)
    return issues_view(services.store, run, issues, pages=pages, filters=filters)


@router.get(
    "/{id}/issues.csv",
    summary="Download a run's issues",
    response_class=StreamingResponse,
    responses=problems("run-missing", "request-invalid") | CSV,
)
def download_issues(id: RunId, query: Annotated[IssueFilter, Query()], services: ServicesDep) -> StreamingResponse:
    """All issues of a run as CSV (RFC 4180, UTF-8). A cell that would be a formula begins with an apostrophe."""
    return issues_table(services, find_run(services, id), query)


def about(id: RunId, services: ServicesDep) -> Subject:
    """The run of the address, as what a deed is about. Raises `Refusal`."""
    return Subject(run=find_run(services, id).id)


@router.post(
    "/{id}/stop",
    summary="Stop a run",
    status_code=202,
    responses=problems("token-missing", "role-too-low", "run-missing", "run-ended", "request-invalid"),
)
def stop_run(person: Annotated[Actor, permitted(Deed.STOP, about)], id: RunId, services: ServicesDep) -> RunAnswer:
    """Stop a run at its next page. What it has saved stays. A run that waits for a worker ends at once."""
    return run_view(services.store, stop(services, find_run(services, id), by=person))


def find_run(services: Services, id: int) -> Run:
    """The run. Raises `Refusal`."""
    run = services.store.runs.get(id)
    if run is None:
        raise Refusal("run-missing", f"There is no run {id}.")
    return run


def count_issues(services: Services, id: int, query: IssueFilter) -> int:
    """How many issues of the run pass the filter."""
    return sum(
        group.count
        for group in services.store.runs.issue_groups(id)
        if query.code in {None, group.code} and query.pointer in {None, group.pointer}
    )


def issues_table(services: Services, run: Run, query: IssueFilter) -> StreamingResponse:
    rows = (issue_row(found) for found in stream_issues(services, run.id, query))
    return StreamingResponse(
        csv_lines(COLUMNS, rows),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="run-{run.id}-issues.csv"', "Vary": "Accept"},
    )


def stream_issues(services: Services, id: int, query: IssueFilter) -> Iterator[Issue]:
    """All issues of a run that pass the filter, read in batches."""
    offset = 0
    while batch := services.store.runs.issues(id, code=query.code, pointer=query.pointer, offset=offset, limit=CSV_BATCH):
        yield from batch
        offset += len(batch)


def prefers_csv(accept: str) -> bool:
    """Whether `Accept` names CSV and not JSON."""
    return "text/csv" in accept and "application/json" not in accept
