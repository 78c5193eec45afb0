"""A record that is passed on as a whole: without the names of officers and their reasons.

The facts that people decided stand as they are, and so does that a person decided them, and when.
"""

from typing import Any

from ..assessment import AssertedBy, Assessment, Finding
from ..record import CatalogRecord, Curation, Decision, DeidentificationDecision

WITHHELD_NAME = "an officer"
"""What stands where the name of a person was."""

WITHHELD_REASON = "The reason is with the catalogue that decided."
"""What stands where the reason of a person was."""

_WORDS = {"by": WITHHELD_NAME, "reason": WITHHELD_REASON}


def published(record: CatalogRecord) -> CatalogRecord:
    """The record, without who decided and why."""
    if not record.curation.in_force:
        return record
    return record.model_copy(update={"curation": _curation(record.curation), "assessment": _assessment(record.assessment)})


def _curation(curation: Curation) -> Curation:
    return curation.model_copy(update={each.aspect.value: _decision(each) for each in curation.in_force})


def _decision(decision: Decision) -> Decision:
    told: dict[str, Any] = {**_WORDS, "source": None}
    if isinstance(decision, DeidentificationDecision):
        told["value"] = decision.value.model_copy(update={"reviewer": None, "key_held_by": None})
    return decision.model_copy(update=told)


def _assessment(assessment: Assessment) -> Assessment:
    conclusions = {name: getattr(assessment, name) for name in ("license", "jurisdiction", "privacy")}
    return assessment.model_copy(
        update={
            name: concluded.model_copy(update={"finding": tuple(map(_finding, concluded.finding))})
            for name, concluded in conclusions.items()
        }
    )


def _finding(finding: Finding) -> Finding:
    """A finding of a decision has its name and reason among the words of its sentence."""
    if finding.asserted_by is not AssertedBy.PERSON:
        return finding
    words = {name: _WORDS.get(name, word) for name, word in finding.values.items()}
    return finding.model_copy(update={"values": words, "reason": finding.reason and WITHHELD_REASON})
