"""What people decide about a dataset: set a decision, take it back. The history keeps both. No harvest overwrites a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from fastapi.responses import JSONResponse

from schemas.actor import Actor
from schemas.proposals import Proposal
from schemas.reason import Reason
from schemas.record import DECISIONS, Aspect, CatalogRecord, Decision, choice_of

from ..access.deeds import Deed, Subject
from ..answers import links
from ..answers.proposals import ProposalAnswer, proposal_view
from ..answers.records import record_view
from ..answers.shapes.records import RecordAnswer
from ..pipeline.propose import decide, take_back
from ..services import Services
from ..web.bodies import StrictRoute
from ..web.tags import tag_matches
from .auth import permitted
from .datasets import RecordId, find_record
from .documentation import Responses, problems
from .errors import Refusal
from .preconditions import etag
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/datasets/{{id}}/curation", tags=["curation"], route_class=StrictRoute)

REFUSALS = (
    "body-unreadable",
    "token-missing",
    "role-too-low",
    "record-missing",
    "record-contended",
    "record-changed",
    "body-too-large",
    "request-invalid",
    "proposal-empty",
)

WAITING: Responses = {
    202: {"model": ProposalAnswer, "description": "The decision waits for a second person: the proposal. Nothing was recorded."}
}
"""The answer where the operator wants four eyes."""

IfMatch = Annotated[
    str | None,
    Header(description="The `ETag` of the record that you have seen. If the record has changed since, the answer is 412."),
]


AspectName = Annotated[Aspect, Path(description="What the decision is about.")]


@dataclass(frozen=True)
class Target:
    """The record that a person decides about, and the version that the person has seen."""

    services: Services
    record: CatalogRecord
    if_match: str | None
    response: Response

    def decide(self, decision: Decision, *, by: Actor) -> RecordAnswer | JSONResponse:
        """Record a decision. Raises the errors of `decide`, and `Refusal` if the record has changed since."""
        self._check_seen()
        return self._answer(decide(self.services, self.record.id, decision, seen=self.record.version, by=by))

    def take_back(self, aspect: Aspect, *, reason: str, by: Actor) -> RecordAnswer | JSONResponse:
        """Take a decision back. Raises the errors of `take_back`, and `Refusal` if the record has changed since."""
        self._check_seen()
        return self._answer(take_back(self.services, self.record.id, aspect, reason=reason, seen=self.record.version, by=by))

    def _check_seen(self) -> None:
        tag = etag(self.record)
        if self.if_match is not None and not tag_matches(self.if_match, tag):
            raise Refusal("record-changed", f"The record is at version {self.record.version} now.", headers={"ETag": tag})

    def _answer(self, done: CatalogRecord | Proposal) -> RecordAnswer | JSONResponse:
        """The new record, or the proposal that waits for a second person."""
        if isinstance(done, Proposal):
            answer = proposal_view(done)
            return JSONResponse(answer.model_dump(mode="json"), status_code=202, headers={"Location": answer.links.self})
        self.response.headers["ETag"] = etag(done)
        return record_view(self.services, done, self.services.rules)


def target(id: RecordId, services: ServicesDep, response: Response, if_match: IfMatch = None) -> Target:
    """The record of the address. Raises `RecordMissing`."""
    return Target(services, find_record(services, id), if_match, response)


TargetDep = Annotated[Target, Depends(target)]


def about(target: TargetDep) -> Subject:
    """The record of the address, as what a deed is about."""
    return Subject(record=target.record.id)


DecidingDep = Annotated[Actor, permitted(Deed.DECIDE, about)]
TakingBackDep = Annotated[Actor, permitted(Deed.TAKE_BACK, about)]

SUMMARIES: Mapping[Aspect, str] = {
    Aspect.LICENSE: "Decide on the licence",
    Aspect.JURISDICTION: "Decide on the jurisdiction",
    Aspect.PRIVACY_CLASS: "Decide on the privacy class",
    Aspect.PERSONAL_CATEGORIES: "Record the categories of personal data",
    Aspect.SUBJECT_COUNT: "Record how many people the data are about",
    Aspect.MINORS: "Record whether minors are among them",
    Aspect.DEIDENTIFICATION: "Record how the data were de-identified",
    Aspect.LEGAL_BASIS: "Record the legal bases",
    Aspect.MECHANISMS: "Record the mechanisms for transfers",
    Aspect.ACCESS_CONDITIONS: "Record the conditions of access",
    Aspect.REVIEW_DUE: "Record when to look again",
    Aspect.WAS_DERIVED_FROM: "Decide what the dataset was made from",
}


def _add_put(kind: type[Decision]) -> None:
    """Add the endpoint that records a decision of a kind."""
    body = choice_of(kind)

    def put(person: DecidingDep, target: TargetDep, choice: body) -> RecordAnswer | JSONResponse:  # type: ignore[valid-type]  # known when this runs
        decision = kind.model_validate({**dict(choice), "by": person.name, "at": target.services.clock()})
        return target.decide(decision, by=person)

    router.put(
        f"/{kind.aspect}",
        name=f"put_{kind.aspect}",
        summary=SUMMARIES[kind.aspect],
        description=f"{kind.__doc__}\n\nAnswers the new record or, where it takes a second person, the proposal that waits.",
        responses=problems(*REFUSALS, "decision-invalid") | WAITING,
        response_model=RecordAnswer,
    )(put)


for _kind in DECISIONS.values():
    _add_put(_kind)


@router.delete(
    "/{aspect}",
    summary="Take a decision back",
    responses=problems(*REFUSALS, "decision-missing") | WAITING,
    response_model=RecordAnswer,
)
def delete_decision(
    person: TakingBackDep, target: TargetDep, aspect: AspectName, reason: Annotated[Reason, Query()]
) -> RecordAnswer | JSONResponse:
    """Take a decision back: what Serai concludes applies again. The history keeps the decision.

    Answers the new record or, where it takes a second person, the proposal that waits.
    """
    return target.take_back(aspect, reason=reason, by=person)
