"""How conclusions quote what they rest on."""

from schemas.assessment import AssertedBy, Confidence, Evidence, Finding
from schemas.record import Decision

MAX_SEEN = 200
"""Longer quotations are cut; the whole text is in the dataset."""

DECIDED = "curation"
"""The place of a person's decision."""

DECLARED = "source"
"""The place of what the declaration of the source says."""

_ORDER = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def quote(text: str, where: str) -> Evidence:
    """Evidence with its words cut to `MAX_SEEN` characters."""
    return Evidence(seen=text if len(text) <= MAX_SEEN else text[: MAX_SEEN - 1] + "…", where=where)


def lowest(*confidences: Confidence) -> Confidence:
    """A chain is as strong as its weakest link."""
    return min(confidences, key=_ORDER.index)


def lowered(confidence: Confidence) -> Confidence:
    """One step less sure."""
    return _ORDER[max(_ORDER.index(confidence) - 1, 0)]


def decided(decision: Decision, *, rule: str, verdict: str) -> Finding:
    """The finding of a person's decision."""
    return Finding(
        rule=rule,
        verdict=verdict,
        reason=f"{decision.by} decided on {decision.at.date().isoformat()}: {decision.reason}",
        evidence=(quote(verdict, DECIDED),),
        basis="decision of a person",
        confidence=Confidence.HIGH,
        asserted_by=AssertedBy.PERSON,
    )
