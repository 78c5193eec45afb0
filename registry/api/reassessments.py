"""Re-assessments, which judge all records by the rules of today: the difference, confirmation, a second person, the end."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from schemas.actor import Actor
from schemas.reassessment import ReassessmentState

from ..access.deeds import Deed, Subject
from ..answers import links
from ..answers import reassessments as answers
from ..answers.reassessments import (
    ReassessmentAnswer,
    ReassessmentReport,
    ReassessmentsAnswer,
    reassessment_report,
    reassessment_view,
)
from ..pipeline import reassess as acts
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from . import examples
from .auth import WRITES, permitted
from .documentation import example, problems
from .holds import Judgement
from .lists import Latest, RecordsQuery
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/reassessments", tags=["operation"], route_class=StrictRoute)

SETTLES = (*WRITES, "reassessment-missing", "reassessment-settled")
APPLIES = (*SETTLES, "reassessment-outdated", "reassessment-active")

ReassessmentId = Annotated[RowNumber, Path(description="The number of a re-assessment.", examples=[3])]


def about(id: ReassessmentId, services: ServicesDep) -> Subject:
    """The re-assessment of the address, as what a deed is about. Raises `ReassessmentMissing`."""
    return Subject(reassessment=services.store.reassessments.get(id).id)


class ReassessmentsQuery(Latest):
    """Which re-assessments to list."""

    state: Annotated[ReassessmentState | None, Field(description="Only those in this state.", examples=["compared"])] = None


@router.post(
    "",
    status_code=202,
    summary="Ask what today's rules would change",
    responses=problems(*WRITES, "reassessment-active"),
)
def ask_for_reassessment(
    person: Annotated[Actor, permitted(Deed.REASSESS)],
    judgement: Judgement,
    services: ServicesDep,
    response: Response,
) -> ReassessmentAnswer:
    """Queue a re-assessment of all records for a worker. It keeps what differs; no record is changed until it is confirmed.

    The reason becomes part of the history of the records that change then.
    """
    asked = acts.ask(services, reason=judgement.reason, by=person)
    response.headers["Location"] = links.reassessment(asked.id)
    return reassessment_view(asked)


@router.get("", summary="List the re-assessments", responses=problems("request-invalid"))
def list_reassessments(query: Annotated[ReassessmentsQuery, Query()], services: ServicesDep) -> ReassessmentsAnswer:
    """All that were asked for, the latest first."""
    return answers.list_reassessments(services.store, **dict(query))


@router.get(
    "/{id}",
    summary="Read a re-assessment",
    responses=problems("reassessment-missing", "request-invalid") | example(examples.REASSESSMENT),
)
def read_reassessment(id: ReassessmentId, query: Annotated[RecordsQuery, Query()], services: ServicesDep) -> ReassessmentReport:
    """How far it is, and what differs: from what to what, by which rules, for how many records, with examples."""
    return reassessment_report(services.store, id, offset=query.offset, limit=query.limit)


@router.post(
    "/{id}/confirm",
    status_code=202,
    summary="Confirm the re-assessment one asked for",
    responses=problems(*APPLIES, "reassessment-of-another"),
)
def confirm_reassessment(
    person: Annotated[Actor, permitted(Deed.CONFIRM, about)], id: ReassessmentId, services: ServicesDep
) -> ReassessmentAnswer:
    """Let a worker apply the difference, or let it wait for a second person (`why_four_eyes`).

    Records that change meanwhile are judged as they are then. Confirming once more answers the re-assessment.
    """
    return reassessment_view(acts.confirm(services, id, by=person))


@router.post(
    "/{id}/approve",
    status_code=202,
    summary="Approve a re-assessment",
    responses=problems(*APPLIES, "second-person-needed"),
)
def approve_reassessment(
    person: Annotated[Actor, permitted(Deed.APPROVE, about)], id: ReassessmentId, judgement: Judgement, services: ServicesDep
) -> ReassessmentAnswer:
    """Let a worker apply a difference that waits. It takes another person than the one who asked for it.

    Approving once more answers the re-assessment.
    """
    return reassessment_view(acts.approve(services, id, by=person, reason=judgement.reason))


@router.post("/{id}/reject", summary="Reject or withdraw a re-assessment", responses=problems(*SETTLES))
def reject_reassessment(
    person: Annotated[Actor, permitted(Deed.REJECT, about)], id: ReassessmentId, judgement: Judgement, services: ServicesDep
) -> ReassessmentAnswer:
    """Refuse a difference that was not applied. The person who asked withdraws it so. No record is changed."""
    return reassessment_view(acts.reject(services, id, by=person, reason=judgement.reason))


@router.post("/{id}/stop", status_code=202, summary="Stop a re-assessment", responses=problems(*SETTLES))
def stop_reassessment(
    person: Annotated[Actor, permitted(Deed.STOP, about)], id: ReassessmentId, services: ServicesDep
) -> ReassessmentAnswer:
    """End the work of a re-assessment at its next step. What it has applied stays."""
    return reassessment_view(acts.stop(services, id, by=person))
