"""May many datasets be used from a state, for a purpose: those that are named, or all that a search finds."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse
from pydantic import Field, model_validator

from schemas.csv_table import csv_lines
from schemas.proposals import RecordIds, SearchText
from schemas.usage import UsageEffect, UsageRequest
from search.errors import InvalidQuery
from search.params import PAGE, parse
from search.query import MAX_LIMIT, Query, Sort

from ..answers import links
from ..answers.uses import COLUMNS, Use, UsesAnswer, every_use, use_row, uses_of_past, uses_of_query, uses_of_records
from ..pipeline.selecting import parameters
from ..pipeline.usable import Usable
from ..policy.transfer.errors import InvalidUsage
from ..services import Services
from ..web.bodies import StrictRoute
from . import uses_examples as examples
from .documentation import CSV, body_examples, example, problems
from .runs import prefers_csv
from .services import ServicesDep

router = APIRouter(prefix=links.ROOT, tags=["datasets"], route_class=StrictRoute)

MAX_WHOLE = 100
"""The most verdicts with all their details in one answer."""


class Uses(UsageRequest):
    """Which use of which datasets: `records`, or those that the search `query` finds. Who asks may be named, and is not kept.

    `effect`, `limit` and `after` are for a query. Of its parameters those of the page and the order do not matter.
    """

    at: Annotated[
        date | None,
        Field(description=f"The day of the use; today if it is left out. A past day for at most {MAX_WHOLE} `records`."),
    ] = None
    records: Annotated[RecordIds | None, Field(description="The ids of datasets.")] = None
    query: Annotated[SearchText | None, Field(description="The parameters of a search.")] = None
    effect: Annotated[
        tuple[UsageEffect, ...], Field(max_length=len(UsageEffect), description="Only answers with one of these.")
    ] = ()
    limit: Annotated[int, Field(ge=0, le=MAX_LIMIT, description="How many answers at most. 0: only the numbers.")] = MAX_LIMIT
    after: Annotated[str | None, Field(max_length=60, description="Where the page begins: `next` of the page before.")] = None
    full: Annotated[bool, Field(description="Whole verdicts, as for one dataset; for 100 `records` at most.")] = False

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.records is None) == (self.query is None):
            raise ValueError("give records, or a query")
        if self.records is not None and {"effect", "limit", "after"} & self.model_fields_set:
            raise ValueError("effect, limit and after belong to a query")
        if self.full and self.records is not None and len(self.records) > MAX_WHOLE:
            raise ValueError(f"ask for {MAX_WHOLE} whole verdicts at most")
        return self

    @property
    def question(self) -> UsageRequest:
        return UsageRequest(**self.model_dump(include=set(UsageRequest.model_fields)))

    def usable(self, services: Services) -> Usable:
        """The answers, for today or a later day. Raises `InvalidUsage`."""
        return Usable(services.rules, self.question, self.at or services.clock().date(), self.effect or tuple(UsageEffect))

    def past(self, today: date) -> tuple[Sequence[UUID], date] | None:
        """The datasets that are asked for, and the past day; None for any other day. Raises `InvalidUsage`."""
        if self.at is None or self.at >= today:
            return None
        if self.records is None:
            raise InvalidUsage("at", "day-past", value=self.at.isoformat(), choices=(today.isoformat(),))
        if len(self.records) > MAX_WHOLE:
            raise InvalidUsage("records", "past-too-many", value=str(MAX_WHOLE))
        return self.records, self.at

    def searched(self) -> Query:
        """The page of the search. Raises `InvalidQuery`."""
        asked = [(name, value) for name, value in parameters(self.query or "") if name not in PAGE]
        if any(name == "usage" for name, _ in asked):
            raise InvalidQuery("usage", "Give the state, the purpose and the effects beside the query.")
        page = [("sort", Sort.MODIFIED.value), ("limit", str(self.limit)), *([("after", self.after)] if self.after else [])]
        return parse([*asked, *page])


@router.post(
    "/usage",
    summary="Ask whether many datasets may be used",
    responses=problems(
        "body-unreadable",
        "body-too-large",
        "request-invalid",
        "usage-invalid",
        "query-invalid",
        "day-not-kept",
        "index-missing",
        "engine-unavailable",
    )
    | example(examples.ANSWER)
    | CSV,
    response_model=UsesAnswer,
    openapi_extra=body_examples(examples.ASKED),
)
def read_uses(
    body: Uses, services: ServicesDep, accept: Annotated[str, Header(include_in_schema=False)] = ""
) -> UsesAnswer | StreamingResponse:
    """The answers in short, how many have each effect, and why the others are not usable. Nothing is kept.

    Of up to 1,000 `records`, in their order, where an unknown id has a `problem`; or of all that a search finds, a page at a
    time. With `full`, whole verdicts. With `Accept: text/csv`, a table of all answers in short.

    For a past day (`at`), each of up to 100 `records` has the answer that `GET /datasets/{id}/usage` gives for that day: kept or
    computed (`basis`). If nothing can be told of one, it has a `problem`, and the `first` day of which something can. What a
    search would have found then is not known: the index has only what is there now.
    """
    as_table = prefers_csv(accept)
    if past := body.past(services.clock().date()):
        answer = uses_of_past(services, body.question, *past, full=body.full and not as_table)
        return _table(answer.items) if as_table else answer
    usable = body.usable(services)
    if body.records is not None:
        answer = uses_of_records(services, usable, body.records, full=body.full and not as_table)
        return _table(answer.items) if as_table else answer
    query = body.searched()
    if as_table:
        return _table(every_use(services, usable, query.model_copy(update={"limit": MAX_LIMIT})))
    return uses_of_query(services, usable, query, full=body.full)


def _table(uses: Iterable[Use]) -> StreamingResponse:
    return StreamingResponse(
        csv_lines(COLUMNS, map(use_row, uses)),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="usage.csv"', "Vary": "Accept"},
    )
