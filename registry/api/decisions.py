"""What people have decided about all datasets, as JSON and as CSV."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from schemas.csv_table import csv_lines

from ..answers import links
from ..answers.decisions import COLUMNS, DecisionFilter, DecisionsAnswer, decision_row, list_decisions, stream_decisions
from ..services import Services
from ..store.run_rows import LARGEST
from .documentation import CSV, problems
from .runs import prefers_csv
from .services import ServicesDep

router = APIRouter(prefix=links.ROOT, tags=["curation"])


class DecisionsQuery(DecisionFilter):
    before: Annotated[int | None, Field(ge=1, le=LARGEST, description="Only those with a lower number.", examples=[120])] = None
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 50


@router.get("/decisions", summary="List decisions", responses=problems("request-invalid") | CSV, response_model=DecisionsAnswer)
def find_decisions(
    query: Annotated[DecisionsQuery, Query()],
    services: ServicesDep,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> DecisionsAnswer | StreamingResponse:
    """What people decided or took back, the latest first, each with what Serai concluded before. A page at a time.

    With `Accept: text/csv`, all of them as CSV.
    """
    if prefers_csv(accept):
        return decisions_table(services, query)
    return list_decisions(services.store, query, sources=services.sources, before=query.before, limit=query.limit)


def decisions_table(services: Services, query: DecisionFilter) -> StreamingResponse:
    found = stream_decisions(services.store, query, sources=services.sources)
    return StreamingResponse(
        csv_lines(COLUMNS, map(decision_row, found)),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="decisions.csv"', "Vary": "Accept"},
    )


@router.get(
    "/decisions.csv",
    summary="Download decisions",
    response_class=StreamingResponse,
    responses=problems("request-invalid") | CSV,
)
def download_decisions(query: Annotated[DecisionFilter, Query()], services: ServicesDep) -> StreamingResponse:
    """All decisions that pass the filter, as CSV (RFC 4180, UTF-8). A cell that would be a formula begins with an apostrophe."""
    return decisions_table(services, query)
