"""What people decide about a dataset: set a decision, take it back. The history keeps both. No harvest overwrites a decision."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import Field

from schemas.actor import Actor
from schemas.assessment import PrivacyClass
from schemas.model import Model
from schemas.reason import Reason
from schemas.record import Aspect, CatalogRecord, CuratedJurisdiction, JurisdictionDecision, LicenseDecision, PrivacyDecision

from ..answers import links
from ..answers.records import RecordAnswer, record_view
from ..pipeline.curate import AnyDecision, curate, take_back
from ..services import Services
from ..web.bodies import StrictRoute
from .auth import PersonDep
from .datasets import RecordId, find_record
from .documentation import problems
from .errors import Refusal
from .preconditions import etag, tag_matches
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/datasets/{{id}}/curation", tags=["curation"], route_class=StrictRoute)

REFUSALS = (
    "body-unreadable",
    "token-missing",
    "record-missing",
    "record-contended",
    "record-changed",
    "body-too-large",
    "request-invalid",
)

IfMatch = Annotated[
    str | None,
    Header(description="The `ETag` of the record that you have seen. If the record has changed since, the answer is 412."),
]


AspectName = Annotated[Aspect, Path(description="What the decision is about.")]


class LicenseChoice(Model):
    """A licence, by its id."""

    value: Annotated[str, Field(max_length=200, description="An id of `/api/v1/licenses`.", examples=["CC-BY-4.0"])]
    reason: Reason


class JurisdictionChoice(Model):
    """States, by their codes. What is left out stays as concluded."""

    value: Annotated[CuratedJurisdiction, Field(examples=[{"holder_state": "KG", "storage_state": ["KG"]}])]
    reason: Reason


class PrivacyChoice(Model):
    """A privacy class, with its subclasses."""

    value: Annotated[PrivacyClass, Field(description="One of the six classes, or `unknown`.", examples=["personal"])]
    subclass: Annotated[tuple[str, ...], Field(max_length=50, description="Ids of the closed list of subclasses.")] = ()
    reason: Reason


@dataclass(frozen=True)
class Target:
    """The record that a person decides about, and the version that the person has seen."""

    services: Services
    record: CatalogRecord
    if_match: str | None
    response: Response

    def decide(self, decision: AnyDecision) -> RecordAnswer:
        """Record a decision. Raises the errors of `curate`, and `Refusal` if the record has changed since."""
        self._check_seen()
        return self._answer(curate(self.services, self.record.id, decision, seen=self.record.version))

    def take_back(self, aspect: Aspect, *, reason: str, by: Actor) -> RecordAnswer:
        """Take a decision back. Raises the errors of `take_back`, and `Refusal` if the record has changed since."""
        self._check_seen()
        return self._answer(take_back(self.services, self.record.id, aspect, reason=reason, by=by, seen=self.record.version))

    def _check_seen(self) -> None:
        tag = etag(self.record)
        if self.if_match is not None and not tag_matches(self.if_match, tag):
            raise Refusal("record-changed", f"The record is at version {self.record.version} now.", headers={"ETag": tag})

    def _answer(self, record: CatalogRecord) -> RecordAnswer:
        self.response.headers["ETag"] = etag(record)
        return record_view(self.services.store, record)


def target(id: RecordId, services: ServicesDep, response: Response, if_match: IfMatch = None) -> Target:
    """The record of the address. Raises `RecordMissing`."""
    return Target(services, find_record(services, id), if_match, response)


TargetDep = Annotated[Target, Depends(target)]


@router.put("/license", summary="Decide on the licence", responses=problems(*REFUSALS, "decision-invalid"))
def put_license(person: PersonDep, target: TargetDep, choice: LicenseChoice) -> RecordAnswer:
    """Record which licence applies. Answers the new record."""
    at = target.services.clock()
    return target.decide(LicenseDecision(value=choice.value, reason=choice.reason, by=person.name, at=at))


@router.put("/jurisdiction", summary="Decide on the jurisdiction", responses=problems(*REFUSALS, "decision-invalid"))
def put_jurisdiction(person: PersonDep, target: TargetDep, choice: JurisdictionChoice) -> RecordAnswer:
    """Record which states' law concerns the dataset. Answers the new record."""
    at = target.services.clock()
    return target.decide(JurisdictionDecision(value=choice.value, reason=choice.reason, by=person.name, at=at))


@router.put("/privacy_class", summary="Decide on the privacy class", responses=problems(*REFUSALS, "decision-invalid"))
def put_privacy_class(person: PersonDep, target: TargetDep, choice: PrivacyChoice) -> RecordAnswer:
    """Record which privacy class applies. Answers the new record."""
    at = target.services.clock()
    return target.decide(
        PrivacyDecision(value=choice.value, subclass=choice.subclass, reason=choice.reason, by=person.name, at=at)
    )


@router.delete("/{aspect}", summary="Take a decision back", responses=problems(*REFUSALS, "decision-missing"))
def delete_decision(person: PersonDep, target: TargetDep, aspect: AspectName, reason: Annotated[Reason, Query()]) -> RecordAnswer:
    """Take a decision back: what Serai concludes applies again. Answers the new record. The history keeps the decision."""
    return target.take_back(aspect, reason=reason, by=person)
