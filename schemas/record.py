"""The record we keep of a dataset (`dcat:CatalogRecord`): what was harvested, what a person recorded, what we conclude."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid5

from .assessment import Assessment, PrivacyClass
from .dataset import Dataset
from .model import Model
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
    """What a person can decide about."""

    LICENSE = "license"
    JURISDICTION = "jurisdiction"
    PRIVACY_CLASS = "privacy_class"


class CuratedJurisdiction(Model):
    """States that a person recorded. What is left out stays as concluded."""

    holder_state: str | None = None
    storage_state: tuple[str, ...] | None = None
    collection_state: tuple[str, ...] | None = None
    data_subject_state: tuple[str, ...] | None = None


class Decision(Model):
    """One decision of a person: what, why, who, when."""

    reason: str
    by: str
    at: datetime


class LicenseDecision(Decision):
    """`value` is an id of `schemas/vocab/licenses.yml`."""

    value: str


class JurisdictionDecision(Decision):
    value: CuratedJurisdiction


class PrivacyDecision(Decision):
    """`subclass` has ids of the closed list of `schemas/vocab/privacy_classes.yml`."""

    value: PrivacyClass
    subclass: tuple[str, ...] = ()


class Curation(Model):
    """The decisions in force, at most one for each aspect. A harvest never changes them."""

    license: LicenseDecision | None = None
    jurisdiction: JurisdictionDecision | None = None
    privacy_class: PrivacyDecision | None = None


class Provenance(Model):
    """Where the harvested layer came from.

    `raw_hash` is the SHA-256 of the raw record in the archive, in hexadecimal. `changed` is when its content last differed.
    """

    url: Annotated[str, Term("prov:wasDerivedFrom")]
    raw_hash: str
    media_type: str
    run: int
    first_harvested: datetime
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
