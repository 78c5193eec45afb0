"""How conclusions quote their evidence."""

from collections.abc import Sequence

from schemas.assessment import AssertedBy, Confidence, Evidence, Finding
from schemas.record import Decision

from .reasons import MORE, REASONS

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
    """The lowest of several confidences: a conclusion is as sure as its weakest part."""
    return min(confidences, key=_ORDER.index)


def lowered(confidence: Confidence) -> Confidence:
    """One step less sure."""
    return _ORDER[max(_ORDER.index(confidence) - 1, 0)]


def finding(
    key: str,
    *,
    verdict: str,
    confidence: Confidence,
    asserted_by: AssertedBy,
    evidence: Sequence[Evidence] = (),
    more: str = "",
    **words: object,
) -> Finding:
    """The finding of a rule of `REASONS`, by its key.

    `words` are filled into its basis and, when it is told, into its sentence; `more` follows the sentence. Raises `KeyError` for
    a rule that is not there, and for a word that its sentence lacks.
    """
    reason = REASONS[key]
    reason.sentence.format_map(words)
    rule, _, case = key.partition("/")
    return Finding(
        rule=rule,
        case=case or None,
        values={name: str(word) for name, word in words.items()} | ({MORE: more.strip()} if more else {}),
        verdict=verdict,
        evidence=tuple(evidence),
        basis=reason.basis.format_map(words),
        confidence=confidence,
        asserted_by=asserted_by,
    )


def decided(rule: str, decision: Decision, *, verdict: str) -> Finding:
    """The finding of a person's decision."""
    return finding(
        rule,
        verdict=verdict,
        confidence=Confidence.HIGH,
        asserted_by=AssertedBy.PERSON,
        evidence=(quote(verdict, DECIDED),),
        by=decision.by,
        day=decision.at.date().isoformat(),
        reason=decision.reason,
    )
