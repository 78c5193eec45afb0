"""May several datasets be combined, and used together from a state, for a purpose."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from schemas.combination import MAX_DATASETS, CombinationRequest
from schemas.usage import UsageRequest

from ..answers import links
from ..answers.combination import CombinationAnswer, combination_view
from ..services import Services
from ..web.bodies import StrictRoute
from . import documentation
from .combination_example import COMBINATION
from .services import ServicesDep
from .usage import PAST, At, UsageQuery

router = APIRouter(prefix=f"{links.ROOT}/combination", tags=["datasets"], route_class=StrictRoute)

REFUSALS = ("record-missing", "record-withdrawn", "request-invalid", "usage-invalid", *PAST)


class CombinationQuery(UsageQuery):
    """The parameters of the question."""

    id: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MAX_DATASETS, description="The datasets, each an `id`.")]


class CombinationBody(CombinationRequest):
    """The question as a body: who asks may be named here."""

    at: At = None


@router.get(
    "",
    summary="Ask what becomes of datasets that are combined",
    responses=documentation.problems(*REFUSALS) | documentation.example(COMBINATION),
)
def read_combination(services: ServicesDep, asked: Annotated[CombinationQuery, Query()]) -> CombinationAnswer:
    """Whether the datasets may be combined and used together, the licences that do not go together and why, the joint duties,
    and the licences under which the result may be published.

    It is information, not legal advice. `purpose` says what is done with the result: for `adaptation` it is published as one
    dataset, for `publication` the datasets are published side by side, else nothing is published; `use` of the answer has it.
    `published` of the answer is the outcome for one published dataset, whatever was asked.

    For a past day (`at`) it is computed from the records, the rules and the table of combinations as they stood at the end of
    that day, in UTC: `rests_on` of the answer and of each dataset tell from what, and what is not kept.
    """
    return _answer(services, asked.id, UsageRequest(**asked.model_dump(exclude={"id", "at"})), asked.at)


@router.post(
    "",
    summary="Ask the same with a body",
    responses=documentation.problems(*REFUSALS, "body-unreadable", "body-too-large") | documentation.example(COMBINATION),
)
def ask_combination(services: ServicesDep, asked: CombinationBody) -> CombinationAnswer:
    """The same answer as with `GET`. Nothing is kept. Addresses are logged and bodies are not, so who asks is named only here."""
    return _answer(services, asked.ids, UsageRequest(**asked.model_dump(exclude={"ids", "at"})), asked.at)


def _answer(services: Services, ids: tuple[UUID, ...], request: UsageRequest, at: date | None) -> CombinationAnswer:
    return combination_view(services, ids, request, at=at)
