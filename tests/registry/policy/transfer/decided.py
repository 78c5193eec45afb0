"""Asks `decide` the same cells: each as a record and a request."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from registry.policy.transfer.decide import decide
from registry.policy.transfer.rules import TransferRules
from schemas.assessment import Assessment, Confidence, LicenseStatus, PrivacyClass
from schemas.dataset import Statement
from schemas.licenses import UNKNOWN_LICENSE
from schemas.record import AccessConditions, AccessConditionsDecision, CatalogRecord, Curation, SubjectCountDecision
from schemas.usage import UsageRequest, UsageVerdict
from tests.factories import NOON, TODAY, assessment, jurisdiction_of, license_of, privacy_of, record

from .program import Answer, shipped_rules
from .space import COUNTED, PROVENANCE, Cell, Facts

PORTAL_ACCESS = {"non_public": "NON_PUBLIC", "restricted": "RESTRICTED"}


def decided(cell: Cell, rules: TransferRules, day: date = TODAY) -> Answer:
    """The answer of `decide` to a cell."""
    return compared(decide(record_of(cell), request_of(cell), rules, day, changes=False))


def compared(verdict: UsageVerdict) -> Answer:
    """Of a verdict, what the program tells too."""
    return Answer(
        effect=verdict.effect.value,
        behind=(verdict.would_be or verdict.effect).value,
        confidence=verdict.confidence.value,
        conditions=frozenset(condition.code for condition in verdict.condition),
        rules=frozenset(rule.id for rule in verdict.rule),
    )


def record_of(cell: Cell) -> CatalogRecord:
    return recorded(cell.holder, cell.privacy_class, cell.facts, cell.license)


def request_of(cell: Cell) -> UsageRequest:
    return requested(cell.user, cell.purpose, cell.facts)


@cache
def requested(user: str, purpose: str, facts: Facts) -> UsageRequest:
    return UsageRequest(
        state=user,
        purpose=purpose,
        subclass=halves(facts.has)[1],
        denied_subclass=halves(facts.denied)[1],
        exporter_count=facts.exported,
        critical_operator=facts.critical,
    )


def halves(names: frozenset[str]) -> tuple[Sequence[str], Sequence[str]]:
    """What the record states of subclasses, and what the request adds.

    Where data come from is told by their publisher alone; a request that states counts says nothing against them.
    """
    told = sorted(names - {PROVENANCE} - COUNTED)
    return (*told[::2], *sorted(names & COUNTED)), tuple(told[1::2])


@cache
def recorded(holder: str | None, privacy_class: str, facts: Facts, license_id: str) -> CatalogRecord:
    """A record of which that is known."""
    plain = record(
        license=None if license_id == UNKNOWN_LICENSE else license_id,
        curation=curation(facts),
        publisher="" if PROVENANCE in facts.has else "Statistics office",
        access_rights=[PORTAL_ACCESS[kind] for kind in facts.access if kind in PORTAL_ACCESS],
        was_derived_from=(Statement(verbatim="A survey of roads", field="/was_derived_from"),) if facts.unseen else (),
    )
    return plain.model_copy(update={"assessment": concluded(holder, privacy_class, facts, license_id)})


def concluded(holder: str | None, privacy_class: str, facts: Facts, license_id: str) -> Assessment:
    """The conclusions of a record, sure but for what rests on weak signs."""
    known = license_id != UNKNOWN_LICENSE
    sure = {name: Confidence.LOW if name in facts.weak else Confidence.HIGH for name in ("license", "class", "holder")}
    license_found = license_of(license_id if known else None, status=None if known else LicenseStatus.NOT_STATED)
    terms = vars(shipped_rules().licenses.by_id[license_id].terms)
    states = jurisdiction_of(holder, data_subject_state=facts.subject, collection_state=facts.collection)
    stated = {"subclass": halves(facts.has)[0], "denied_subclass": halves(facts.denied)[0], "confidence": sure["class"]}
    return assessment().model_copy(
        update={
            "license": license_found.model_copy(update=terms | ({"confidence": sure["license"]} if known else {})),
            "jurisdiction": states.model_copy(update={"confidence": sure["holder"]} if holder else {}),
            "privacy": privacy_of(PrivacyClass(privacy_class)).model_copy(update=stated),
        }
    )


def curation(facts: Facts) -> Curation:
    """What an officer recorded about access, and about the number of people."""
    said: Any = {"reason": "the holder's letter", "by": "A. Officer", "at": NOON}
    conditions = AccessConditions(
        words="Researchers of a university, on request." if "words" in facts.access else None,
        embargo_until=TODAY + timedelta(days=30) if "embargo" in facts.access else None,
    )
    told = conditions != AccessConditions()
    return Curation(
        access_conditions=AccessConditionsDecision(value=conditions, **said) if told else None,
        subject_count=SubjectCountDecision(value=facts.people, **said) if facts.people else None,
    )
