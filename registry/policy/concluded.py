"""What is concluded about an aspect, in short: it is kept beside what a person decides instead."""

from collections.abc import Callable, Mapping
from typing import Any

from schemas.assessment import Assessment
from schemas.record import Aspect, CuratedJurisdiction


def concluded(assessment: Assessment, aspect: Aspect) -> dict[str, Any]:
    """The conclusion about an aspect: `value`, `confidence`, `rules` (the rule set); of a licence also `status`,
    of a class `subclass`.

    All values are JSON's. Raises `KeyError` for an aspect about which Serai concludes nothing.
    """
    return {**_TELL[aspect](assessment), "rules": assessment.rules}


def own(assessment: Assessment, aspect: Aspect) -> dict[str, Any]:
    """What Serai concludes about an aspect without a person. Raises `KeyError` as `concluded` does."""
    return assessment.without_decision.get(aspect.value) or concluded(assessment, aspect)


def _license(assessment: Assessment) -> dict[str, Any]:
    found = assessment.license
    return {"value": found.id, "status": found.status.value, "confidence": found.confidence.value}


def _jurisdiction(assessment: Assessment) -> dict[str, Any]:
    found = assessment.jurisdiction
    states = found.model_dump(mode="json", include=set(CuratedJurisdiction.model_fields))
    return {"value": states, "confidence": found.confidence.value}


def _privacy_class(assessment: Assessment) -> dict[str, Any]:
    found = assessment.privacy
    return {
        "value": found.privacy_class.value,
        "subclass": list(found.subclass),
        "confidence": found.confidence.value,
    }


_TELL: Mapping[Aspect, Callable[[Assessment], dict[str, Any]]] = {
    Aspect.LICENSE: _license,
    Aspect.JURISDICTION: _jurisdiction,
    Aspect.PRIVACY_CLASS: _privacy_class,
}
