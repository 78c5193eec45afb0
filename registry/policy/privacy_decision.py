"""A person's decision about the privacy class and the subclasses, laid over what was concluded without it."""

from schemas.assessment import AssertedBy, Confidence, PrivacyAssessment
from schemas.record import PrivacyDecision

from .findings import decided


def with_decision(concluded: PrivacyAssessment, decision: PrivacyDecision) -> PrivacyAssessment:
    """What a person recorded, and for the rest what was concluded: the class, and each subclass on its own."""
    stated = (*decision.subclass, *(id_ for id_ in concluded.subclass if id_ not in decision.denied_subclass))
    class_decided = decision.value is not None
    return PrivacyAssessment(
        privacy_class=decision.value or concluded.privacy_class,
        subclass=tuple(dict.fromkeys(stated)),
        denied_subclass=decision.denied_subclass,
        asserted_by=AssertedBy.PERSON if class_decided else concluded.asserted_by,
        confidence=Confidence.HIGH if class_decided else concluded.confidence,
        finding=(decided("privacy-decided", decision, verdict=_verdict(decision)), *concluded.finding),
    )


def _verdict(decision: PrivacyDecision) -> str:
    """`special, subclass biometric, no subclass human_genetic`: what the decision says, as text."""
    parts = (decision.value, *_each("subclass", decision.subclass), *_each("no subclass", decision.denied_subclass))
    return ", ".join(part for part in parts if part)


def _each(words: str, subclasses: tuple[str, ...]) -> list[str]:
    return [f"{words} {' '.join(subclasses)}"] if subclasses else []
