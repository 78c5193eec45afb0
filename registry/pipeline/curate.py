"""Recording what a person decided about a dataset. A harvest keeps it, and the history shows it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import Aspect, CatalogRecord, Curation, Decision

from ..policy.choices import check_decision
from ..services import Services
from ..store.errors import StaleRecord
from ..store.saving import Save
from .concluded import concluded
from .judge import Judge


class CurationError(Exception):
    """A decision cannot be recorded; `InvalidDecision` of `registry.policy.choices` is about its value."""


class RecordMissing(CurationError):
    """There is no record with this id."""


class SourceMissing(CurationError):
    """The record's source is not declared any more, so the dataset cannot be judged again."""


class NothingDecided(CurationError):
    """There is no decision to take back."""


def curate(services: Services, record_id: UUID, decision: Decision, *, seen: int | None = None) -> CatalogRecord:
    """Record a decision, judge the dataset again, and return the new record.

    `seen` is the version that the person decided about. Raises `RecordMissing`, `SourceMissing`, `InvalidDecision` (it cannot be
    recorded as it is) and `StaleRecord` (somebody else was faster).
    """
    check_decision(decision, services.rules)
    current = _current(services, record_id, seen=seen)
    return _replace(
        services,
        current,
        decision.aspect,
        decision,
        actor=Actor.person(decision.by),
        at=decision.at,
        reason=decision.reason,
    )


def take_back(
    services: Services, record_id: UUID, aspect: Aspect, *, reason: str, by: Actor, seen: int | None = None
) -> CatalogRecord:
    """Take a decision back, so that the harvested layer decides again. The history keeps both.

    Raises `RecordMissing`, `SourceMissing`, `NothingDecided` and `StaleRecord`.
    """
    current = _current(services, record_id, seen=seen)
    return _replace(services, current, aspect, None, actor=by, at=services.clock(), reason=reason)


def _current(services: Services, record_id: UUID, *, seen: int | None) -> CatalogRecord:
    current = services.store.records.get(record_id)
    if current is None:
        raise RecordMissing(str(record_id))
    if seen is not None and seen != current.version:
        raise StaleRecord(record_id, version=seen + 1, stored=current.version)
    return current


def _replace(
    services: Services,
    current: CatalogRecord,
    aspect: Aspect,
    decision: Decision | None,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
) -> CatalogRecord:
    before = getattr(current.curation, aspect.value)
    if before is None and decision is None:
        raise NothingDecided(aspect.value)
    curation = Curation.model_validate({**dict(current.curation), aspect.value: decision})
    source = services.sources.get(current.source)
    if source is None:
        raise SourceMissing(current.source)
    judge = Judge(source, services.rules, at.date())
    record = judge.record(
        current.dataset, provenance=current.provenance, current=current, status=current.status, curation=curation
    )
    details = {"aspect": aspect.value, "reason": reason, "before": _value(before), "after": _value(decision)}
    details["concluded"] = concluded(judge, current, aspect)
    services.store.records.save([Save(record=record, action=Action.CURATE, details=details)], actor=actor, at=at)
    return record


def _value(decision: Decision | None) -> Any:
    """What a decision says. The entry itself has the reason, the person and the time."""
    return decision.model_dump(mode="json", exclude={"reason", "by", "at"}, exclude_none=True) if decision else None
