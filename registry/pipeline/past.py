"""A record as it stood at the end of a day: the state that was stored then, as it is, or else one that is made again.

A stored state is not read again by today's code, and not judged again by today's rules.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from schemas.answers import NotKept, RestsOn, StateBasis, StateProof
from schemas.audit import Action, AuditEntry
from schemas.lineage import Lineage
from schemas.record import CatalogRecord, Provenance

from ..operation.in_force import RulesNotKept, RulesUnreadable
from ..policy.rules import Rules
from ..policy.transfer.errors import InvalidUsage
from ..services import Services
from ..store.states import Stood
from .days import DayBeforeRecord, DayError, DayNotKept, check_come, end_of
from .made_again import NOT_NAMED, deciding, made_again, origin_at

ERASED = "its state of then was erased or removed"

EVER = datetime.max.replace(tzinfo=UTC)
"""A moment after every change, also after those that were made before the clock was put back."""

MOST = 1000
"""How many records are made of a past day for one question, with all that the datasets were made from: some seconds of work."""


@dataclass(frozen=True)
class Past:
    """A record at the end of a day, and what that rests on. `changed` is when it had changed last.

    `stood` is the stored state; None if the record is made again.
    """

    record: CatalogRecord
    rests_on: RestsOn
    changed: datetime
    stood: Stood | None = None

    @property
    def decided_on(self) -> RestsOn:
        """What an answer rests on that is decided on the record: today's program decides."""
        kept = [code for code in self.rests_on.not_kept if code is not NotKept.CODE]
        return self.rests_on.model_copy(update={"not_kept": (NotKept.CODE, *kept)})


Made = dict[UUID, Past | DayError]
"""The records of a past day that were looked up for one question, or why they cannot be."""


def record_at(services: Services, current: CatalogRecord, day: date, made: Made) -> Past:
    """The record at the end of a past day. What was `made` for the question before is not made again.

    Raises `DayBeforeRecord`, `DayNotKept`, `SourceMissing`, `StoreUnavailable`, and `InvalidUsage` if these are too many.
    """
    if current.id not in made:
        if len(made) >= MOST:
            raise InvalidUsage("at", "past-too-large", value=str(MOST))
        try:
            made[current.id] = _record_at(services, current, day)
        except DayError as error:
            made[current.id] = error
    found = made[current.id]
    if isinstance(found, DayError):
        raise found
    return found


def as_of(services: Services, current: CatalogRecord, day: date) -> Past:
    """The record at the end of a past day, or as it is, if the day is today.

    Raises `DayToCome`, and what `record_at` raises.
    """
    check_come(services, day)
    if day < services.clock().date():
        return record_at(services, current, day, {})
    history = _changes(services, current)
    found = services.store.states.at(current.id, EVER)
    if not isinstance(found, Stood):
        raise DayNotKept(day, ERASED, first=day)
    return _stored(found, history, day)


def lineage_at(services: Services, record: CatalogRecord, day: date, made: Made) -> Lineage:
    """The lineage of a record of a past day, with its ancestors as they stood at the end of that day.

    What each was made from is what it said, and what persons had decided, on that day. By which names a dataset is found is told
    by the store of today. An ancestor that Serai did not have on that day counts as not in the catalogue. `made` and errors are
    as for `record_at`.
    """

    def then(ancestor: CatalogRecord) -> CatalogRecord | None:
        try:
            return record_at(services, ancestor, day, made).record
        except DayBeforeRecord:
            return None

    return services.store.derivations.lineage(record, state=then)


def origin_of(services: Services, current: CatalogRecord, day: date) -> Provenance:
    """Where the record came from as it stood at the end of a day, today's included. The raw record need not be readable.

    Raises `DayToCome`, `DayBeforeRecord` and `DayNotKept`.
    """
    check_come(services, day)
    if day == services.clock().date():
        return current.provenance
    history = check_there(services, current, day)
    found = services.store.states.at(current.id, end_of(day))
    if isinstance(found, Stood):
        return found.record.provenance
    origin = ERASED if found and found.state else origin_at(services, current, history, day)
    if isinstance(origin, str):
        raise DayNotKept(day, origin, first=_day(history[-1]))
    return origin


def check_there(services: Services, current: CatalogRecord, day: date) -> tuple[AuditEntry, ...]:
    """The entries of all changes of a record that Serai had at the end of a day, oldest first. Raises `DayBeforeRecord`."""
    history = _changes(services, current)
    first = min(map(_day, history), default=services.clock().date())
    if not history or day < first:
        raise DayBeforeRecord(day, "Serai did not have the record yet", first=first)
    return history


def told_by(services: Services, past: Past) -> tuple[Rules, Past]:
    """The rules in whose words the reasons of a record of then are told: those by which it was judged.

    If they are not known any more they are today's, and what the record rests on says so.
    """
    for moment in (past.changed, past.rests_on.until):
        try:
            return services.rules_at(moment), past
        except (RulesNotKept, RulesUnreadable):
            continue
    rests_on = past.rests_on.model_copy(update={"not_kept": (*past.rests_on.not_kept, NotKept.RULES)})
    return services.rules, replace(past, rests_on=rests_on)


def proof_of_state(services: Services, past: Past) -> StateProof | None:
    """By what the state can be checked against the trail. None for what no entry commits to. Raises `EntryMissing`."""
    stood = past.stood
    if stood is None or stood.salt is None or stood.proof is None:
        return None
    entry = stood.entry if stood.entry.id == stood.proof else services.store.audit.get(stood.proof)
    if entry.state is None:
        return None
    layers = {name: json.loads(layer) for name, layer in stood.layers.items()}
    return StateProof(entry=entry.id, mark=entry.state, salt=stood.salt, layer=layers)


def _record_at(services: Services, current: CatalogRecord, day: date) -> Past:
    history = check_there(services, current, day)
    past = _found(services, current, history, day)
    if isinstance(past, Past):
        return past
    days = sorted({each for each in map(_day, history) if each > day})
    later = (each for each in days if isinstance(_found(services, current, history, each), Past))
    raise DayNotKept(day, past, first=next(later, _day(history[-1])))


def _found(services: Services, current: CatalogRecord, history: Sequence[AuditEntry], day: date) -> Past | str:
    """The record at the end of a day on which there was one, or why there is none."""
    found = services.store.states.at(current.id, end_of(day))
    if isinstance(found, Stood):
        return _stored(found, history, day)
    if found is None:
        return NOT_NAMED
    if found.state:  # the trail has had its states since: what was erased is not made again
        return ERASED
    record = made_again(services, current, history, day)
    if isinstance(record, str):
        return record
    said = sorted(each.id for each in deciding(_until(history, day)).values())
    not_kept = (NotKept.CODE, NotKept.DECLARATION)
    return Past(record, _rests_on(found, record, said, day).model_copy(update={"not_kept": not_kept}), found.at)


def _stored(stood: Stood, history: Sequence[AuditEntry], day: date) -> Past:
    record, before = stood.record, [each for each in history if each.id <= stood.entry.id]
    last = {each.details["aspect"]: each for each in before if each.action is Action.CURATE and "aspect" in each.details}
    said = {**last, **deciding(before)}  # what an entry said may be erased, though the decision is in force
    entries = sorted(said[each.aspect].id for each in record.curation.in_force if each.aspect in said)
    proved = stood.salt is not None and stood.proof is not None
    basis = StateBasis.PROVED if proved else StateBasis.STORED
    return Past(record, _rests_on(stood.entry, record, entries, day).model_copy(update={"state": basis}), stood.entry.at, stood)


def _rests_on(entry: AuditEntry, record: CatalogRecord, decisions: Sequence[int], day: date) -> RestsOn:
    return RestsOn(
        until=end_of(day),
        entry=entry.id,
        entry_hash=entry.hash,
        raw_hash=record.provenance.raw_hash,
        decision=tuple(decisions),
        state=StateBasis.REMADE,
        not_kept=(),
    )


def _changes(services: Services, current: CatalogRecord) -> tuple[AuditEntry, ...]:
    return tuple(each for each in services.store.audit.history(current.id) if each.action.changes)


def _until(history: Sequence[AuditEntry], day: date) -> list[AuditEntry]:
    return [each for each in history if each.at <= end_of(day)]


def _day(entry: AuditEntry) -> date:
    return entry.at.astimezone(UTC).date()
