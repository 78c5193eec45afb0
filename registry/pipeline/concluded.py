"""What Serai itself concludes, which the history keeps beside what a person decided instead."""

from collections.abc import Callable, Mapping
from typing import Any

from schemas.assessment import Assessment
from schemas.record import Aspect, CatalogRecord, CuratedJurisdiction, Curation

from .judge import Judge


def concluded(judge: Judge, record: CatalogRecord, aspect: Aspect) -> dict[str, Any] | None:
    """The conclusion about an aspect without a person: `value`, `confidence`, `rules` (the rule set), for a licence `status`.

    A record that a person has decided about already is judged again without that decision. None for an aspect about which Serai
    concludes nothing. All values are JSON's.
    """
    tell = _TELL.get(aspect)
    if tell is None:
        return None
    assessment = record.assessment
    if getattr(record.curation, aspect.value) is not None:
        curation = Curation.model_validate({**dict(record.curation), aspect.value: None})
        assessment = judge.record(record.dataset, provenance=record.provenance, curation=curation).assessment
    return {**tell(assessment), "rules": assessment.rules}


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
