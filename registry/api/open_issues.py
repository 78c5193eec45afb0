"""What is wrong at a portal now, as JSON and as CSV."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from schemas.csv_table import csv_lines

from ..answers import links
from ..answers.open_issues import COLUMNS, OpenIssuesAnswer, open_issue_rows, open_issues_view
from .documentation import CSV, problems
from .runs import IssueFilter
from .services import ServicesDep
from .sources import SourceId, find_source

router = APIRouter(prefix=f"{links.ROOT}/sources", tags=["sources"])


@router.get("/{id}/issues", summary="Read what is wrong at a portal now", responses=problems("source-missing"))
def read_open_issues(id: SourceId, services: ServicesDep) -> OpenIssuesAnswer:
    """The causes of open issues, from all runs since the last whole one, the cause with the largest effect first.

    A run examines only what is new or changed, so the report of one run does not tell this. Each cause has the share of the
    datasets that have it, an example and how to fix it.
    """
    return open_issues_view(services.store, find_source(services, id))


@router.get(
    "/{id}/issues.csv",
    summary="Download what is wrong at a portal now",
    response_class=StreamingResponse,
    responses=problems("source-missing", "request-invalid") | CSV,
)
def download_open_issues(id: SourceId, query: Annotated[IssueFilter, Query()], services: ServicesDep) -> StreamingResponse:
    """All datasets with an open issue as CSV (RFC 4180, UTF-8), or those of one cause.

    A cell that would be a formula begins with an apostrophe.
    """
    source = find_source(services, id)
    rows = open_issue_rows(services.store, source.id, code=query.code, pointer=query.pointer)
    return StreamingResponse(
        csv_lines(COLUMNS, rows),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{source.id}-issues.csv"'},
    )
