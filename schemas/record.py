"""The record we keep of a dataset (`dcat:CatalogRecord`): what was harvested, what a person recorded, what we conclude."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid5

from pydantic import Field, create_model

from .assessment import Assessment, PrivacyClass
from .dataset import Dataset, Distribution
from .model import Model
from .reason import Reason, Remark, Words
from .terms import Term

NAMESPACE = UUID("6f3c4a0e-6a52-5e0b-9d3c-7d1f5b1c0a11")
"""The UUIDv5 namespace of record ids. It must never change: ids are derived from it."""


def record_id(source: str, identifier: str) -> UUID:
    """The id of a record, the same at every harvest: UUIDv5 of the source's id and the portal's identifier."""
    return uuid5(NAMESPACE, f"{source}\n{identifier}")


class Status(StrEnum):
    """Whether the portal still lists the dataset."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class Aspect(StrEnum):
    """What a person can decide about: the three conclusions, and facts that nothing but a person can tell."""

    LICENSE = "license"
    JURISDICTION = "jurisdiction"
    PRIVACY_CLASS = "privacy_class"
    PERSONAL_CATEGORIES = "personal_categories"
    SUBJECT_COUNT = "subject_count"
    MINORS = "minors"
    DEIDENTIFICATION = "deidentification"
    LEGAL_BASIS = "legal_basis"
    MECHANISMS = "mechanisms"
    ACCESS_CONDITIONS = "access_conditions"
    REVIEW_DUE = "review_due"
    WAS_DERIVED_FROM = "was_derived_from"


class Decision(Model):
    """One decision of a person: what, why, who, when, and the document or statement that it rests on (a text or an address).

    `concluded` is what Serai concluded of the aspect then without a person, as `RecordedDecision` has it. It is None if Serai
    concludes nothing about it, and in decisions of version 0.1.
    """

    aspect: ClassVar[Aspect]
    reason: str
    source: Annotated[
        Remark | None, Field(description="The document or statement that the decision rests on: words or an address.")
    ] = None
    by: str
    at: datetime
    concluded: dict[str, Any] | None = None


class LicenseDecision(Decision):
    """Which licence applies: an id of `/api/v1/licenses`."""

    aspect = Aspect.LICENSE
    value: Annotated[str, Field(max_length=200, examples=["CC-BY-4.0"])]


class CuratedJurisdiction(Model):
    """States that a person recorded. What is left out stays as concluded."""

    holder_state: str | None = None
    storage_state: tuple[str, ...] | None = None
    collection_state: tuple[str, ...] | None = None
    data_subject_state: tuple[str, ...] | None = None


class JurisdictionDecision(Decision):
    """Which states' law concerns the dataset, by codes of `/api/v1/jurisdictions`. What is left out stays as concluded."""

    aspect = Aspect.JURISDICTION
    value: Annotated[CuratedJurisdiction, Field(examples=[{"holder_state": "KG", "storage_state": ["KG"]}])]


class PrivacyDecision(Decision):
    """Which privacy class applies, which subclasses are there and which are not. What is left out stays as concluded.

    The classes and the closed list of subclasses are those of `/api/v1/privacy-classes`.
    """

    aspect = Aspect.PRIVACY_CLASS
    value: Annotated[PrivacyClass | None, Field(examples=["personal"])] = None
    subclass: Annotated[tuple[str, ...], Field(max_length=50, description="Subclasses that the dataset has.")] = ()
    denied_subclass: Annotated[tuple[str, ...], Field(max_length=50, description="Subclasses that it does not have.")] = ()


class PersonalCategoriesDecision(Decision):
    """Which categories of personal data the dataset has, by ids of `/api/v1/vocabularies/personal_categories`."""

    aspect = Aspect.PERSONAL_CATEGORIES
    value: Annotated[tuple[str, ...], Field(max_length=250, examples=[["Name", "HealthRecord"]])]


class SubjectCountDecision(Decision):
    """How many people the data are about: a band of `/api/v1/vocabularies/subject_count`."""

    aspect = Aspect.SUBJECT_COUNT
    value: Annotated[str, Field(max_length=200, examples=["10000_to_99999"])]


class Minors(StrEnum):
    """Whether some of the people are minors, by the law of their state. `unknown`: a person looked and cannot tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class MinorsDecision(Decision):
    """Whether some of the people are minors. `unknown` means that a person looked and cannot tell."""

    aspect = Aspect.MINORS
    value: Minors


class ResidualRisk(StrEnum):
    """How likely it is that somebody can be singled out after a de-identification."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Deidentification(Model):
    """How the data were de-identified: techniques (ISO/IEC 20889), the day, who reviewed it, the risk left, who holds the key."""

    method: Annotated[tuple[str, ...], Field(max_length=50)]
    on: date | None = None
    reviewer: Remark | None = None
    residual_risk: ResidualRisk | None = None
    key_held_by: Remark | None = None


class DeidentificationDecision(Decision):
    """How the data were de-identified. The techniques are ids of `/api/v1/vocabularies/deidentification`."""

    aspect = Aspect.DEIDENTIFICATION
    value: Annotated[
        Deidentification,
        Field(examples=[{"method": ["aggregation"], "on": "2026-05-04", "reviewer": "Data office", "residual_risk": "low"}]),
    ]


class LegalBasis(Model):
    """A legal basis (`dpv:LegalBasis`), with the article in words.

    `jurisdiction` is the state under whose law it is one (ISO 3166-1 alpha-2); if it is left out, that of the holder.
    """

    basis: str
    article: Remark | None = None
    jurisdiction: Annotated[str | None, Term("dpv:hasJurisdiction"), Field(exclude_if=lambda state: state is None)] = None


class LegalBasisDecision(Decision):
    """On which legal bases the personal data are processed, by ids of `/api/v1/vocabularies/legal_basis`, with the articles.

    A legal basis meets the conditions of the state whose law it is under, and of no other.
    """

    aspect = Aspect.LEGAL_BASIS
    value: Annotated[
        tuple[LegalBasis, ...],
        Field(max_length=20, examples=[[{"basis": "LegalObligation", "article": "Law on official statistics, article 9"}]]),
    ]


class Mechanism(Model):
    """A condition of transfer rules that is in place: its code, the document, the authority, the first and the last day."""

    condition: str
    document: Remark | None = None
    authority: Remark | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class MechanismsDecision(Decision):
    """Which mechanisms for transfers abroad are in place, by codes of `/api/v1/vocabularies/mechanisms`."""

    aspect = Aspect.MECHANISMS
    value: Annotated[
        tuple[Mechanism, ...],
        Field(max_length=50, examples=[[{"condition": "RU_NOTIFY", "document": "No 77-12", "valid_from": "2026-03-01"}]]),
    ]


class AccessConditions(Model):
    """Under which conditions the data are given out, in words, and the first day on which they are."""

    words: Words | None = None
    embargo_until: Annotated[date | None, Term("dct:available")] = None


class AccessConditionsDecision(Decision):
    """Under which conditions the data are given out, and until when they are not."""

    aspect = Aspect.ACCESS_CONDITIONS
    value: Annotated[AccessConditions, Field(examples=[{"words": "Researchers of a university, on request."}])]


class ReviewDueDecision(Decision):
    """The day on which a person has to look again."""

    aspect = Aspect.REVIEW_DUE
    value: date


MOST_WORDS = 100_000
"""The most characters of a portal's words: as many as a harvest keeps of a text."""


class Origin(StrEnum):
    """What it is that a dataset was made from. Stable: a code is never renamed.

    `dataset`: a dataset of this catalogue. `elsewhere`: a dataset that is not in it. `no_dataset`: the portal's words name no
    dataset, but an organisation, a survey or a person.
    """

    DATASET = "dataset"
    ELSEWHERE = "elsewhere"
    NO_DATASET = "no_dataset"


class DerivedFrom(Model):
    """Something that a dataset was made from, as a person decided it.

    `said` are the portal's words that this is about, exactly as the portal writes them; None for a dataset of this catalogue that
    the portal does not name. `record` is the id of a dataset of this catalogue. `permits` are the purposes for which the terms of
    a dataset elsewhere permit the use, as the person has read them.
    """

    said: Annotated[str | None, Field(min_length=1, max_length=MOST_WORDS)] = None
    origin: Origin = Origin.DATASET
    record: UUID | None = None
    permits: Annotated[tuple[str, ...], Field(max_length=50)] = ()


class DerivedFromDecision(Decision):
    """What the dataset was made from. It holds for the portal's words that it names; others stay as the portal says them.

    Words that mean several datasets are named once for each. `permits` are ids of purposes, for what is not in this catalogue.
    """

    aspect = Aspect.WAS_DERIVED_FROM
    value: Annotated[
        tuple[DerivedFrom, ...],
        Field(max_length=50, examples=[[{"said": "Ministry of Health", "origin": "no_dataset"}]]),
    ]


class Curation(Model):
    """The decisions in force, at most one for each aspect. A harvest never changes them. None: nothing is stated."""

    license: LicenseDecision | None = None
    jurisdiction: JurisdictionDecision | None = None
    privacy_class: PrivacyDecision | None = None
    personal_categories: Annotated[PersonalCategoriesDecision | None, Term("dpv:hasPersonalData")] = None
    subject_count: Annotated[SubjectCountDecision | None, Term("dpv:hasDataSubjectScale")] = None
    minors: MinorsDecision | None = None
    deidentification: Annotated[DeidentificationDecision | None, Term("dpv:hasTechnicalMeasure")] = None
    legal_basis: Annotated[LegalBasisDecision | None, Term("dpv:hasLegalBasis")] = None
    mechanisms: MechanismsDecision | None = None
    access_conditions: Annotated[AccessConditionsDecision | None, Term("dct:accessRights")] = None
    review_due: ReviewDueDecision | None = None
    was_derived_from: Annotated[DerivedFromDecision | None, Term("prov:wasDerivedFrom")] = None

    @property
    def in_force(self) -> tuple[Decision, ...]:
        """The decisions that there are, in the order of the aspects."""
        return tuple(decision for aspect in Aspect if (decision := getattr(self, aspect.value)) is not None)


DECISIONS: Mapping[Aspect, type[Decision]] = MappingProxyType(
    {
        kind.aspect: kind
        for kind in (
            LicenseDecision,
            JurisdictionDecision,
            PrivacyDecision,
            PersonalCategoriesDecision,
            SubjectCountDecision,
            MinorsDecision,
            DeidentificationDecision,
            LegalBasisDecision,
            MechanismsDecision,
            AccessConditionsDecision,
            ReviewDueDecision,
            DerivedFromDecision,
        )
    }
)
"""The kind of decision about each aspect."""

CONCLUDED = (Aspect.LICENSE, Aspect.JURISDICTION, Aspect.PRIVACY_CLASS)
"""The aspects on which Serai concludes without a person. The others are facts that only a person can tell."""


@cache
def choice_of(kind: type[Decision]) -> type[Model]:
    """What a person sends for a decision of a kind: all of it but who, when and beside what, and a reason that must hold."""
    sent = {name: (field.annotation, field) for name, field in kind.model_fields.items() if name not in {"by", "at", "concluded"}}
    fields: dict[str, Any] = {**sent, "reason": (Reason, ...)}
    return create_model(kind.__name__.replace("Decision", "Choice"), __base__=Model, __doc__=kind.__doc__, **fields)


class Provenance(Model):
    """Where the harvested layer came from.

    `raw_hash` is the SHA-256 of the raw record in the archive, in hexadecimal. `changed` is when its content last differed.
    """

    url: Annotated[str, Term("prov:wasDerivedFrom")]
    raw_hash: str
    media_type: str
    run: int
    first_harvested: Annotated[datetime, Term("dct:issued")]
    changed: datetime


class CatalogRecord(Model):
    """One dataset of one source, with its three layers. It is replaced, never edited in place.

    `version` counts the changes of any layer, from 1; an index refuses an older one.
    """

    id: UUID
    source: str
    status: Status = Status.ACTIVE
    version: int = 1
    dataset: Annotated[Dataset, Term("foaf:primaryTopic")]
    curation: Curation = Curation()
    assessment: Assessment
    provenance: Provenance


def distribution_ids(record: CatalogRecord) -> list[UUID]:
    """A stable id of each distribution, in their order: UUIDv5 of what tells it from the others.

    That is the portal's own identifier of it, else its address, else its place. Those that would have the same are told apart by
    how many there were before.
    """
    ids, met = list[UUID](), Counter[str]()
    for number, each in enumerate(record.dataset.distribution):
        name = _told_by(each, number)
        ids.append(uuid5(record.id, f"{name}\n{met[name]}" if met[name] else name))
        met[name] += 1
    return ids


def _told_by(distribution: Distribution, number: int) -> str:
    return distribution.identifier or distribution.download_url or distribution.access_url or f"{number}"
