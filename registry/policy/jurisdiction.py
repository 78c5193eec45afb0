"""Whose law touches a dataset.

The holder's state is what the source's declaration says. Nothing else is concluded: the place that data describe is not a
jurisdiction, and only a person can say where data were collected or are stored, and whose people are in them.
"""

from schemas.assessment import AssertedBy, Confidence, Finding, JurisdictionAssessment
from schemas.jurisdictions import Jurisdiction, LawStatus
from schemas.record import CuratedJurisdiction, JurisdictionDecision
from schemas.source import Source

from .findings import DECLARED, decided, finding, quote
from .rules import Rules

_LAW_CONFIDENCE = {LawStatus.IN_FORCE: Confidence.HIGH, LawStatus.PHASED: Confidence.MEDIUM}


def assess_jurisdiction(decision: JurisdictionDecision | None, *, source: Source, rules: Rules) -> JurisdictionAssessment:
    """Conclude on the jurisdictions. Raises `KeyError` for a state that is not in the rules."""
    if decision is None:
        return _declared(source.jurisdiction, rules, official=source.official)
    return _decided(decision, source, rules)


def _declared(state: str, rules: Rules, *, official: bool) -> JurisdictionAssessment:
    """The conclusion without a person's decision."""
    return rules.jurisdictions_concluded.recall(
        (state, official), lambda: _concluded(rules.jurisdictions[state], official=official)
    )


def _concluded(holder: Jurisdiction, *, official: bool) -> JurisdictionAssessment:
    return JurisdictionAssessment(
        holder_state=holder.code,
        governing_law=holder.governing_law,
        asserted_by=AssertedBy.PORTAL,
        confidence=Confidence.HIGH if official else Confidence.LOW,
        finding=(_holder_finding(holder, official=official), _law_finding(holder), _other_states_finding()),
    )


def _decided(decision: JurisdictionDecision, source: Source, rules: Rules) -> JurisdictionAssessment:
    """What a person recorded, and for the rest what is concluded without it."""
    value = decision.value
    concluded = _declared(value.holder_state or source.jurisdiction, rules, official=source.official)
    by_person = decided("jurisdiction-decided", decision, verdict=_states(value))
    kept = concluded.finding if value.holder_state is None else (_law_finding(rules.jurisdictions[value.holder_state]),)
    return JurisdictionAssessment(
        holder_state=concluded.holder_state,
        storage_state=value.storage_state or (),
        collection_state=value.collection_state or (),
        data_subject_state=value.data_subject_state or (),
        governing_law=concluded.governing_law,
        asserted_by=AssertedBy.PERSON,
        confidence=concluded.confidence if value.holder_state is None else Confidence.HIGH,
        finding=(by_person, *kept),
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


def _holder_finding(holder: Jurisdiction, *, official: bool) -> Finding:
    return finding(
        "jurisdiction-declared" if official else "jurisdiction-republished",
        verdict=holder.code,
        confidence=Confidence.HIGH if official else Confidence.LOW,
        asserted_by=AssertedBy.PORTAL,
        evidence=(quote(holder.code, DECLARED),),
        name=holder.code,
    )


def _law_finding(holder: Jurisdiction) -> Finding:
    acts = "; ".join(f"{law.name}: {law.detail}" if law.detail else law.name for law in holder.law)
    return finding(
        f"jurisdiction-law/{holder.law_status}",
        verdict="; ".join(holder.governing_law) or "none",
        confidence=_LAW_CONFIDENCE.get(holder.law_status, Confidence.LOW),
        asserted_by=AssertedBy.RULE,
        evidence=(quote(holder.code, DECLARED),),
        more=f" {holder.note}" if holder.note else "",
        name=holder.code,
        acts=acts or "vocabulary of jurisdictions",
    )


def _other_states_finding() -> Finding:
    """Nothing says where data were collected or are stored, and whose people are in them."""
    return finding("jurisdiction-not-stated", verdict="unknown", confidence=Confidence.HIGH, asserted_by=AssertedBy.NOBODY)
