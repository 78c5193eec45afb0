"""The cases of `cases/*.yml`: what is recorded of a dataset, what is asked, and the answer that the law gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from registry.policy.transfer.rules import TransferRules
from schemas.assessment import (
    AssertedBy,
    Assessment,
    Confidence,
    JurisdictionAssessment,
    LicenseAssessment,
    LicenseStatus,
    Permission,
    PrivacyAssessment,
    PrivacyClass,
)
from schemas.record import (
    AccessConditions,
    AccessConditionsDecision,
    CatalogRecord,
    Curation,
    Deidentification,
    DeidentificationDecision,
    LegalBasis,
    LegalBasisDecision,
    Mechanism,
    MechanismsDecision,
    SubjectCountDecision,
)
from schemas.usage import UsageRequest
from tests.factories import NOON, dataset, finding, record

FOLDER = Path(__file__).parent / "cases"

DAY = date(2026, 11, 29)

TERMS: Mapping[str, Mapping[str, str]] = {
    "open": {"commercial": "yes", "derivatives": "yes", "ai_training": "yes"},
    "attribution": {"commercial": "yes", "derivatives": "yes", "attribution": "yes", "ai_training": "conditional"},
    "non-commercial": {"commercial": "no", "derivatives": "yes", "ai_training": "conditional"},
    "no-derivatives": {"commercial": "yes", "derivatives": "no"},
    "kazakh statement": {"commercial": "yes", "attribution": "no", "ai_training": "yes"},
    "no terms": {},
}
"""What the licences of the cases permit; what is left out is unclear. Any other word is a status without a licence."""


@dataclass(frozen=True)
class Case:
    """One case. The fields are the keys of the file; `cases/README.md` says what they mean."""

    case: str
    why: str
    expect: Mapping[str, Any]
    state: str
    holder: str | None = None
    privacy_class: str = "open"
    purpose: str = "research"
    day: date = DAY
    licence: str = "open"
    subclass: list[str] = field(default_factory=list)
    denied: str | list[str] = field(default_factory=list)
    but: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    collected: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    publisher: str = "Ministry of Health"
    access: list[str] = field(default_factory=list)
    recorded: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)


def cases() -> list[Case]:
    """Every case. The holder's state is that of the file, if a case names none."""
    found = []
    for file in sorted(FOLDER.glob("*.yml")):
        for row in yaml.safe_load(file.read_text("utf-8")):
            row["privacy_class"] = row.pop("class", "open")
            found.append(Case(**({"holder": file.stem.upper()} | row)))
    return found


def request_of(case: Case) -> UsageRequest:
    return UsageRequest(state=case.state, purpose=case.purpose, **case.asked)


def record_of(case: Case, rules: TransferRules) -> CatalogRecord:
    return record(curation=curation_of(case)).model_copy(
        update={
            "dataset": dataset(publisher=case.publisher, access_rights=case.access),
            "assessment": Assessment(
                license=license_of(case.licence, confidence=_confidence(case, "licence")),
                jurisdiction=JurisdictionAssessment(
                    holder_state=case.holder,
                    data_subject_state=tuple(case.persons),
                    collection_state=tuple(case.collected),
                    confidence=_confidence(case, "holder"),
                    asserted_by=AssertedBy.PORTAL,
                    finding=(finding("x"),),
                ),
                privacy=privacy_of(
                    PrivacyClass(case.privacy_class),
                    subclass=case.subclass,
                    denied=set(rules.subclasses) if case.denied == "all" else set(case.denied),
                    but=case.but,
                    confidence=_confidence(case, "class"),
                ),
                rules="test",
                assessed_on=DAY,
            ),
        }
    )


def _confidence(case: Case, what: str) -> Confidence:
    return Confidence.LOW if what in case.weak else Confidence.HIGH


def license_of(licence: str, *, confidence: Confidence = Confidence.HIGH) -> LicenseAssessment:
    """A licence of `TERMS`, or a status without a licence."""
    known = licence in TERMS
    terms = {
        name: Permission(effect=effect, condition="name the source" if effect == "conditional" else None)
        for name, effect in TERMS.get(licence, {}).items()
    }
    return LicenseAssessment(
        id="LicenseRef-test" if known else "LicenseRef-unknown",
        status=LicenseStatus.IDENTIFIED if known else LicenseStatus(licence),
        asserted_by=AssertedBy.PUBLISHER,
        confidence=confidence if known else Confidence.LOW,
        finding=(finding("x"),),
        **terms,
    )


def privacy_of(
    value: PrivacyClass, *, subclass: list[str], denied: set[str], but: list[str], confidence: Confidence
) -> PrivacyAssessment:
    return PrivacyAssessment(
        privacy_class=value,
        subclass=tuple(subclass),
        denied_subclass=tuple(sorted(denied - {*subclass, *but})),
        asserted_by=AssertedBy.PERSON,
        confidence=confidence,
        finding=(finding("x"),),
    )


def curation_of(case: Case) -> Curation:
    said: dict[str, Any] = {"reason": "The ministry says so in its letter.", "by": "A. Steward", "at": NOON}
    recorded = case.recorded
    decisions: dict[str, Any] = {}
    if "mechanisms" in recorded:
        decisions["mechanisms"] = MechanismsDecision(value=tuple(Mechanism(**row) for row in recorded["mechanisms"]), **said)
    if "legal_basis" in recorded:
        decisions["legal_basis"] = LegalBasisDecision(value=tuple(LegalBasis(**row) for row in recorded["legal_basis"]), **said)
    if "deidentification" in recorded:
        decisions["deidentification"] = DeidentificationDecision(value=Deidentification(**recorded["deidentification"]), **said)
    if "people" in recorded:
        decisions["subject_count"] = SubjectCountDecision(value=recorded["people"], **said)
    if "access" in recorded:
        decisions["access_conditions"] = AccessConditionsDecision(value=AccessConditions(**recorded["access"]), **said)
    return Curation(**decisions)
