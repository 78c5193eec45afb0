"""What people decide about a dataset: set a decision, take it back. The history keeps both, and no harvest overwrites them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import Field, StringConstraints

from schemas.assessment import PrivacyClass
from schemas.model import Model
from schemas.record import Aspect, CatalogRecord, CuratedJurisdiction, JurisdictionDecision, LicenseDecision, PrivacyDecision

from ..pipeline.curate import curate, take_back
from . import links
from .answers import RecordAnswer
from .auth import PersonDep
from .datasets import RecordId, find_record
from .documentation import problems
from .errors import Refusal
from .parts import ServicesDep
from .preconditions import etag, names
from .requests import StrictRoute
from .views import record_view

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

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=10, max_length=2000, pattern=r"^[^\x00-\x08\x0B-\x1F\x7F]*$"),
    Field(
        description="Why, in at least ten characters. It becomes part of the public history.",
        examples=["The portal's terms of use name this licence."],
    ),
]
IfMatch = Annotated[
    str | None, Header(description="The `ETag` of the record that you have seen: if it has changed since, 412 is answered.")
]


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


def current(id: RecordId, services: ServicesDep, if_match: IfMatch = None) -> CatalogRecord:
    """The record to decide about. Raises `RecordMissing`, and `Refusal` if it is no longer what the person has seen."""
    record = find_record(services, id)
    if if_match is not None and not names(if_match, etag(record)):
        raise Refusal("record-changed", f"The record is at version {record.version} now.", headers={"ETag": etag(record)})
    return record


CurrentDep = Annotated[CatalogRecord, Depends(current)]


@router.put("/license", summary="Decide on the licence", responses=problems(*REFUSALS, "decision-invalid"))
def put_license(
    person: PersonDep, record: CurrentDep, choice: LicenseChoice, services: ServicesDep, response: Response
) -> RecordAnswer:
    """Record which licence holds. Answers the new record."""
    decision = LicenseDecision(value=choice.value, reason=choice.reason, by=person, at=services.clock())
    return answer(curate(services, record.id, decision, seen=record.version), response)


@router.put("/jurisdiction", summary="Decide on the jurisdiction", responses=problems(*REFUSALS, "decision-invalid"))
def put_jurisdiction(
    person: PersonDep, record: CurrentDep, choice: JurisdictionChoice, services: ServicesDep, response: Response
) -> RecordAnswer:
    """Record which states' law touches the dataset. Answers the new record."""
    decision = JurisdictionDecision(value=choice.value, reason=choice.reason, by=person, at=services.clock())
    return answer(curate(services, record.id, decision, seen=record.version), response)


@router.put("/privacy_class", summary="Decide on the privacy class", responses=problems(*REFUSALS, "decision-invalid"))
def put_privacy_class(
    person: PersonDep, record: CurrentDep, choice: PrivacyChoice, services: ServicesDep, response: Response
) -> RecordAnswer:
    """Record which privacy class holds. Answers the new record."""
    decision = PrivacyDecision(value=choice.value, subclass=choice.subclass, reason=choice.reason, by=person, at=services.clock())
    return answer(curate(services, record.id, decision, seen=record.version), response)


@router.delete("/{aspect}", summary="Take a decision back", responses=problems(*REFUSALS, "decision-missing"))
def delete_decision(
    *,
    person: PersonDep,
    record: CurrentDep,
    aspect: Annotated[Aspect, Path(description="What the decision is about.")],
    reason: Annotated[Reason, Query()],
    services: ServicesDep,
    response: Response,
) -> RecordAnswer:
    """Take a decision back, so that the harvested layer decides again. Answers the new record; the history keeps the decision."""
    return answer(take_back(services, record.id, aspect, reason=reason, by=person, seen=record.version), response)


def answer(record: CatalogRecord, response: Response) -> RecordAnswer:
    response.headers["ETag"] = etag(record)
    return record_view(record)
