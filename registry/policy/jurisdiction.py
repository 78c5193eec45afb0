"""Whose law touches a dataset.

The holder's state is what the source's declaration says, and nothing else is concluded: the place that data describe is not a
jurisdiction, and where data were collected or are stored, and whose people are in them, only a person can say.
"""

from functools import lru_cache

from schemas.assessment import AssertedBy, Confidence, Finding, JurisdictionAssessment
from schemas.jurisdictions import LawStatus, jurisdictions
from schemas.record import CuratedJurisdiction, JurisdictionDecision
from schemas.source import Source

from .findings import DECLARED, decided, quote

_LAW_CONFIDENCE = {LawStatus.IN_FORCE: Confidence.HIGH, LawStatus.PHASED: Confidence.MEDIUM}

_LAW_REASON = {
    LawStatus.IN_FORCE: "The general act on personal data of {name} is in force.",
    LawStatus.PHASED: "The act on personal data of {name} comes into force in steps.",
    LawStatus.NOT_COMMENCED: "The act on personal data of {name} is not in force yet.",
    LawStatus.SECTOR_ONLY: "{name} has rules for some sectors and no general act on personal data.",
    LawStatus.DRAFT: "{name} has no general act on personal data, only a draft; the acts named touch data otherwise.",
    LawStatus.NONE: "{name} has no act on personal data.",
}


def assess_jurisdiction(decision: JurisdictionDecision | None, *, source: Source) -> JurisdictionAssessment:
    """Conclude on the jurisdictions."""
    if decision is None:
        return _declared(source.jurisdiction, official=source.official)
    return _decided(decision, source)


@lru_cache(maxsize=256)
def _declared(state: str, *, official: bool) -> JurisdictionAssessment:
    confidence = Confidence.HIGH if official else Confidence.LOW
    findings = (_holder_finding(state, official=official), *_law_findings(state), UNKNOWN_STATES)
    return JurisdictionAssessment(
        holder_state=state,
        governing_law=jurisdictions()[state].governing_law,
        asserted_by=AssertedBy.PORTAL,
        confidence=confidence,
        finding=findings,
    )


def _decided(decision: JurisdictionDecision, source: Source) -> JurisdictionAssessment:
    """What a person recorded, and for the rest what is concluded without it."""
    value = decision.value
    concluded = _declared(value.holder_state or source.jurisdiction, official=source.official)
    finding = decided(decision, rule="jurisdiction-decided", verdict=_states(value))
    kept = (
        _declared(source.jurisdiction, official=source.official).finding
        if value.holder_state is None
        else _law_findings(value.holder_state)
    )
    return JurisdictionAssessment(
        holder_state=concluded.holder_state,
        storage_state=value.storage_state or (),
        collection_state=value.collection_state or (),
        data_subject_state=value.data_subject_state or (),
        governing_law=concluded.governing_law,
        asserted_by=AssertedBy.PERSON,
        confidence=concluded.confidence if value.holder_state is None else Confidence.HIGH,
        finding=(finding, *kept),
    )


def _states(value: CuratedJurisdiction) -> str:
    """`holder KG, storage RU KZ`: what the decision says, as text."""
    lists = {
        "holder": None if value.holder_state is None else (value.holder_state,),
        "storage": value.storage_state,
        "collection": value.collection_state,
        "data subjects": value.data_subject_state,
    }
    return ", ".join(f"{name} {' '.join(states) or 'none'}" for name, states in lists.items() if states is not None)


def _holder_finding(state: str, *, official: bool) -> Finding:
    name = jurisdictions()[state].name
    if official:
        reason = f"The portal is run by a body of {name}, which holds what it publishes."
    else:
        reason = f"The portal is about data of {name} and is not run by the state; who holds the data is not certain."
    return Finding(
        rule="jurisdiction-declared" if official else "jurisdiction-republished",
        verdict=state,
        reason=reason,
        evidence=(quote(state, DECLARED),),
        basis="declaration of the source",
        confidence=Confidence.HIGH if official else Confidence.LOW,
        asserted_by=AssertedBy.PORTAL,
    )


def _law_findings(state: str) -> tuple[Finding, ...]:
    entry = jurisdictions()[state]
    return (
        Finding(
            rule="jurisdiction-law",
            verdict="; ".join(entry.governing_law) or "none",
            reason=_LAW_REASON[entry.law_status].format(name=entry.name) + (f" {entry.note}" if entry.note else ""),
            evidence=(quote(state, DECLARED),),
            basis="; ".join(f"{law.name}: {law.detail}" if law.detail else law.name for law in entry.law)
            or "vocabulary of jurisdictions",
            confidence=_LAW_CONFIDENCE.get(entry.law_status, Confidence.LOW),
            asserted_by=AssertedBy.RULE,
        ),
    )


UNKNOWN_STATES = Finding(
    rule="jurisdiction-not-stated",
    verdict="unknown",
    reason=(
        "Nothing states where the data were collected or are stored, or whose people are in them. "
        "The place that the data describe does not tell."
    ),
    basis="method of Serai",
    confidence=Confidence.HIGH,
    asserted_by=AssertedBy.NOBODY,
)
