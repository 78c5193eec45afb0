"""The verdict on a use: the functions that make it, for today, a later and a past day."""

from dataclasses import dataclass
from datetime import date

from schemas.answers import Basis, RestsOn
from schemas.lineage import Lineage
from schemas.record import CatalogRecord
from schemas.usage import UsageRequest, UsageVerdict

from ..pipeline.days import rules_of
from ..pipeline.past import Made, lineage_at, record_at
from ..policy.transfer.decide import decide
from ..policy.transfer.facts import check_request
from ..services import Services
from ..store.answers import Kept
from . import links
from .shapes.usage import UsageAnswer


@dataclass(frozen=True)
class Given:
    """An answer, and what it was decided on: the record and its lineage as they are, or as they stood.

    `kept` is the kept answer that it is.
    """

    verdict: UsageVerdict
    record: CatalogRecord
    lineage: Lineage
    assessment_rules: str
    version: int
    basis: Basis = Basis.CURRENT
    rests_on: RestsOn | None = None
    kept: Kept | None = None


def given(
    services: Services,
    record: CatalogRecord,
    request: UsageRequest,
    *,
    at: date | None,
    changes: bool = True,
    made: Made | None = None,
) -> Given:
    """The answer for a day, today if none is named.

    For a past day it is the last one that was kept on that day for that day, if there is one, else it is computed from the
    record, what it was made from, and the rules, as they stood at the end of that day: without what would change it, if not
    `changes`. `made` has the records of that day that were made for the same question before. Raises `InvalidUsage`, and what
    `record_at` raises.
    """
    today = services.clock().date()
    if at is None or at >= today:
        lineage = services.store.derivations.lineage(record)
        verdict = decide(record, request, services.rules.transfer, at or today, changes=changes, lineage=lineage)
        return _of(verdict, record, lineage)
    kept = services.store.answers.of_day(record.id, request, at)
    if kept is not None:
        answer = kept.answer
        return Given(
            answer.verdict, record, Lineage(), answer.assessment_rules, answer.version, Basis.KEPT, answer.rests_on, kept
        )
    check_request(request, services.rules.transfer)
    made = {} if made is None else made
    past = record_at(services, record, at, made)
    lineage = lineage_at(services, past.record, at, made)
    verdict = decide(past.record, request, rules_of(services, at).transfer, at, changes=changes, lineage=lineage)
    return _of(verdict, past.record, lineage, Basis.COMPUTED, past.decided_on)


def usage_view(found: Given) -> UsageAnswer:
    """An answer in the shape of the API."""
    return UsageAnswer(
        **dict(found.verdict),
        record=links.record(found.record.id, found.verdict.day if found.basis is not Basis.CURRENT else None),
        version=found.version,
        assessment_rules=found.assessment_rules,
        basis=found.basis,
        kept=links.answer(found.kept.number) if found.kept else None,
        rests_on=found.rests_on,
    )


def _of(
    verdict: UsageVerdict,
    record: CatalogRecord,
    lineage: Lineage,
    basis: Basis = Basis.CURRENT,
    rests_on: RestsOn | None = None,
) -> Given:
    return Given(verdict, record, lineage, record.assessment.rules, record.version, basis, rests_on)
