"""Recording what a person decided about a dataset. A harvest keeps it, and the history shows it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import Action
from schemas.questions import SAID
from schemas.record import CONCLUDED, Aspect, CatalogRecord, Curation, Decision, DerivedFromDecision

from ..policy.choices import check_decision, check_origins_of, check_said
from ..policy.concluded import concluded, own
from ..services import Services
from ..store.errors import StaleRecord
from ..store.saving import Save
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
    current = current_record(services, record_id, seen=seen)
    check_said(decision, current)
    save = with_decision(services, current, decision)
    services.store.records.save([save], actor=Actor.person(decision.by), at=decision.at)
    return save.record


def take_back(
    services: Services, record_id: UUID, aspect: Aspect, *, reason: str, by: Actor, seen: int | None = None
) -> CatalogRecord:
    """Take a decision back, so that the harvested layer decides again. The history keeps both.

    Raises `RecordMissing`, `SourceMissing`, `NothingDecided` and `StaleRecord`.
    """
    current, at = current_record(services, record_id, seen=seen), services.clock()
    save = without_decision(services, current, aspect, reason=reason, at=at)
    services.store.records.save([save], actor=by, at=at)
    return save.record


def with_decision(services: Services, current: CatalogRecord, decision: Decision) -> Save:
    """What to store of a record for a decision, which keeps what Serai concludes without it.

    Raises `SourceMissing`, and `InvalidDecision` if the record cannot be made from what the decision names.
    """
    aspect = decision.aspect
    if isinstance(decision, DerivedFromDecision):
        named = {each.record for each in decision.value if each.record}
        check_origins_of(decision, current, services.store.records.get_many(named))
    record = _judged(_judge(services, current, at=decision.at), current, aspect, decision)
    own = _own(record, aspect)
    if own is not None:
        kept = record.curation.model_copy(update={aspect.value: decision.model_copy(update={"concluded": own})})
        record = record.model_copy(update={"curation": kept})
    return _save(current, record, aspect, reason=decision.reason, concluded=own)


def without_decision(services: Services, current: CatalogRecord, aspect: Aspect, *, reason: str, at: datetime) -> Save:
    """What to store of a record whose decision is taken back. Raises `SourceMissing` and `NothingDecided`."""
    if getattr(current.curation, aspect.value) is None:
        raise NothingDecided(aspect.value)
    record = _judged(_judge(services, current, at=at), current, aspect, None)
    return _save(current, record, aspect, reason=reason, concluded=_own(record, aspect))


def with_former(
    services: Services, current: CatalogRecord, aspect: Aspect, former: Decision | None, *, reason: str, at: datetime
) -> Save:
    """What to store of a record that gets back the decision that it had, or that it has none. Raises `SourceMissing`."""
    record = _judged(_judge(services, current, at=at), current, aspect, former)
    return _save(current, record, aspect, reason=reason, concluded=_own(record, aspect))


def said(record: CatalogRecord, aspect: Aspect) -> dict[str, Any] | None:
    """What is said of an aspect, by Serai or, where it concludes nothing, by a person: JSON's values. None: nothing."""
    if aspect in CONCLUDED:
        whole = concluded(record.assessment, aspect)
        return {name: whole[name] for name in SAID if name in whole}
    return decided(getattr(record.curation, aspect.value))


def current_record(services: Services, record_id: UUID, *, seen: int | None) -> CatalogRecord:
    """The record, which a person has `seen` in a version. Raises `RecordMissing` and `StaleRecord`."""
    current = services.store.records.get(record_id)
    if current is None:
        raise RecordMissing(str(record_id))
    if seen is not None and seen != current.version:
        raise StaleRecord(record_id, version=seen + 1, stored=current.version)
    return current


def _judge(services: Services, current: CatalogRecord, *, at: datetime) -> Judge:
    source = services.sources.get(current.source)
    if source is None:
        raise SourceMissing(current.source)
    return Judge(source, services.rules, at.date())


def _judged(judge: Judge, current: CatalogRecord, aspect: Aspect, decision: Decision | None) -> CatalogRecord:
    curation = Curation.model_validate({**dict(current.curation), aspect.value: decision})
    return judge.record(current.dataset, provenance=current.provenance, current=current, status=current.status, curation=curation)


def _own(record: CatalogRecord, aspect: Aspect) -> dict[str, Any] | None:
    """What Serai concludes about an aspect without a person; None if it concludes nothing about it."""
    if aspect not in CONCLUDED:
        return None
    return own(record.assessment, aspect)


def _save(
    current: CatalogRecord, record: CatalogRecord, aspect: Aspect, *, reason: str, concluded: dict[str, Any] | None
) -> Save:
    before, after = (decided(getattr(each.curation, aspect.value)) for each in (current, record))
    details = {"aspect": aspect.value, "reason": reason, "before": before, "after": after, "concluded": concluded}
    return Save(record=record, action=Action.CURATE, details=details)


def decided(decision: Decision | None) -> dict[str, Any] | None:
    """What a decision says. An entry of the trail itself has the reason, the person, the time, and what Serai concluded."""
    left_out = {"reason", "by", "at", "concluded"}
    return decision.model_dump(mode="json", exclude=left_out, exclude_none=True) if decision else None
