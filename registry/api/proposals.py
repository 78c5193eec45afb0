"""Proposals, which are decisions about many records: preview, confirm, approve where a second person is wanted, undo."""

from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError, model_validator

from schemas.actor import Actor
from schemas.model import Model
from schemas.proposals import Proposal, ProposalState, Selection
from schemas.reason import Reason
from schemas.record import DECISIONS, Aspect, Decision, choice_of

from ..access.deeds import Deed, Subject
from ..answers import links
from ..answers import proposals as answers
from ..answers.proposals import ProposalAnswer, ProposalReport, ProposalsAnswer, UndoneAnswer, proposal_report, proposal_view
from ..pipeline import propose as acts
from ..policy.choices import InvalidDecision
from ..services import Services
from ..store.database import NO_NUL
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from . import examples
from .auth import WRITES, permitted
from .documentation import body_examples, example, problems
from .holds import Judgement
from .lists import Latest, RecordsQuery
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/proposals", tags=["curation"], route_class=StrictRoute)

SELECTS = (
    "query-invalid",
    "usage-invalid",
    "record-missing",
    "proposal-missing",
    "proposal-too-large",
    "index-missing",
    "engine-unavailable",
)
SETTLES = (*WRITES, *SELECTS, "proposal-settled", "proposal-outdated", "proposal-empty", "record-contended", "decision-invalid")

ProposalId = Annotated[RowNumber, Path(description="The number of a proposal.", examples=[12])]


def about(id: ProposalId, services: ServicesDep) -> Subject:
    """The proposal of the address, as what a deed is about. Raises `ProposalMissing`."""
    return Subject(proposal=services.store.proposals.get(id).id)


class Proposing(Model):
    """What to decide about which records: a `decision`, as in the body of one about a record, or `take_back` with a `reason`."""

    selection: Selection
    aspect: Annotated[Aspect, Field(description="What the decision is about.", examples=["license"])]
    decision: Annotated[
        dict[str, Any] | None, Field(description="The body of `PUT /datasets/{id}/curation/{aspect}`, with its `reason`.")
    ] = None
    take_back: Annotated[bool, Field(description="Take the decisions back that people made about these records.")] = False
    reason: Reason | None = None

    @model_validator(mode="after")
    def _one_act(self) -> Self:
        if self.take_back == (self.decision is not None):
            raise ValueError("give a decision, or take_back")
        if self.take_back != (self.reason is not None):
            raise ValueError("a reason belongs to take_back; the one of a decision is part of it")
        return self

    def made(self, services: Services, *, by: Actor) -> Proposal:
        """The proposal. Raises `RequestValidationError` and what `propose` raises."""
        if self.decision is None:
            return acts.propose(services, self.selection, aspect=self.aspect, decision=None, reason=self.reason or "", by=by)
        decision = self._decision(self.decision, services, by=by)
        try:
            return acts.propose(services, self.selection, aspect=self.aspect, decision=decision, reason=decision.reason, by=by)
        except InvalidDecision as error:
            place = ("decision", *error.place)
            raise InvalidDecision(error.reason, value=error.value, place=place, choices=error.choices) from error

    def _decision(self, body: dict[str, Any], services: Services, *, by: Actor) -> Decision:
        kind = DECISIONS[self.aspect]
        try:
            choice = choice_of(kind).model_validate(body)
        except ValidationError as error:
            flaws = error.errors(include_url=False)
            raise RequestValidationError([{**each, "loc": ("body", "decision", *each["loc"])} for each in flaws]) from error
        return kind.model_validate({**dict(choice), "by": by.name, "at": services.clock()})


class ProposalsQuery(Latest):
    """Which proposals to list."""

    state: Annotated[ProposalState | None, Field(description="Only proposals in this state.", examples=["waiting"])] = None
    by: Annotated[
        str | None, Field(max_length=200, pattern=NO_NUL, description="Only those of this person.", examples=["Aizada Bekova"])
    ] = None
    record: Annotated[UUID | None, Field(description="Only those about this record.")] = None


@router.post(
    "",
    status_code=201,
    summary="Propose a decision about many records",
    responses=problems(*WRITES, *SELECTS, "decision-invalid"),
    openapi_extra=body_examples(examples.PROPOSING),
)
def make_proposal(
    person: Annotated[Actor, permitted(Deed.PROPOSE)], body: Proposing, services: ServicesDep, response: Response
) -> ProposalReport:
    """Preview a decision about the records of a selection, 10,000 at most. Nothing is decided until it is confirmed.

    Answers the proposal with what it would change, and its first records. It is kept for a day.
    """
    made = body.made(services, by=person)
    response.headers["Location"] = links.proposal(made.id)
    return proposal_report(services, made.id)


@router.get("", summary="List proposals", responses=problems("request-invalid"))
def list_proposals(query: Annotated[ProposalsQuery, Query()], services: ServicesDep) -> ProposalsAnswer:
    """The proposals of all officers, the latest first."""
    return answers.list_proposals(services.store, **dict(query))


@router.get(
    "/{id}", summary="Read a proposal", responses=problems("proposal-missing", "request-invalid") | example(examples.PROPOSAL)
)
def read_proposal(id: ProposalId, query: Annotated[RecordsQuery, Query()], services: ServicesDep) -> ProposalReport:
    """A proposal: what becomes of it, what it changes for how many records, and its records, a page at a time."""
    return proposal_report(services, id, offset=query.offset, limit=query.limit)


@router.post("/{id}/confirm", summary="Confirm one's proposal", responses=problems(*SETTLES, "proposal-of-another"))
def confirm_proposal(
    person: Annotated[Actor, permitted(Deed.CONFIRM, about)], id: ProposalId, services: ServicesDep
) -> ProposalAnswer:
    """Record the decisions, all of them or none, or let the proposal wait for a second person (`why_four_eyes`).

    If the selection means something else than at the preview, nothing is recorded. Confirming once more answers the proposal.
    """
    return proposal_view(acts.confirm(services, id, by=person))


@router.post("/{id}/approve", summary="Approve a proposal", responses=problems(*SETTLES, "second-person-needed"))
def approve_proposal(
    person: Annotated[Actor, permitted(Deed.APPROVE, about)], id: ProposalId, judgement: Judgement, services: ServicesDep
) -> ProposalAnswer:
    """Record the decisions of a proposal that waits, all of them or none. It takes another person than the one who made it.

    If the selection means something else than at the preview, nothing is recorded. Approving once more answers the proposal.
    """
    return proposal_view(acts.approve(services, id, by=person, reason=judgement.reason))


@router.post(
    "/{id}/reject", summary="Reject or withdraw a proposal", responses=problems(*WRITES, "proposal-missing", "proposal-settled")
)
def reject_proposal(
    person: Annotated[Actor, permitted(Deed.REJECT, about)], id: ProposalId, judgement: Judgement, services: ServicesDep
) -> ProposalAnswer:
    """Refuse a proposal that was not applied. The person who made it withdraws it so. Nothing is recorded."""
    return proposal_view(acts.reject(services, id, by=person, reason=judgement.reason))


@router.post("/{id}/undo", summary="Undo a proposal", responses=problems(*SETTLES))
def undo_proposal(
    person: Annotated[Actor, permitted(Deed.UNDO, about)], id: ProposalId, judgement: Judgement, services: ServicesDep
) -> UndoneAnswer:
    """Give each record the decision back that it had before the proposal, except where somebody has decided since.

    The undoing is a proposal of its own. Where its change takes a second person, it waits for one.
    """
    return answers.undone_view(acts.undo(services, id, by=person, reason=judgement.reason))
