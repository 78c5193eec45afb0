"""A record as it stood at the end of a day, made from the audit trail, the archive and the rules of then.

The trail tells which raw record and which decisions a record had, the archive has the raw record. It is read by today's code, and
judged by the rules that were in force when the record was last changed until then: that is how it stood. A record that has not
changed since is as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from harvesters.base import Normalised
from schemas.answers import NotKept, RestsOn
from schemas.audit import Action, AuditEntry
from schemas.canonical import canonical
from schemas.lineage import Lineage
from schemas.record import DECISIONS, Aspect, CatalogRecord, Curation, Decision, Provenance

from ..operation.in_force import RulesNotKept, RulesUnreadable
from ..policy.rules import Rules
from ..policy.transfer.errors import InvalidUsage
from ..services import Services
from .curate import SourceMissing
from .judge import Judge
from .remake import remake


class DayError(Exception):
    """Nothing can be told of a record on a day. `first` is the first day of which it can be told.

    Where several records are asked for, `of` has the error about each of which nothing can be told.
    """

    def __init__(self, day: date, why: str, *, first: date, of: Mapping[UUID, "DayError"] | None = None) -> None:
        super().__init__(f"{day}: {why}. The first day that can be told of is {first}")
        self.day, self.first, self.of = day, first, dict(of or {})


class DayBeforeRecord(DayError):
    """Serai did not have the record then."""


class DayNotKept(DayError):
    """The raw record of then is not in the archive any more, or today's code cannot read it."""


def of_several(day: date, errors: Mapping[UUID, DayError]) -> DayError:
    """The error about several records, of which nothing can be told on a day."""
    kind = DayBeforeRecord if any(isinstance(each, DayBeforeRecord) for each in errors.values()) else DayNotKept
    why = f"nothing can be told of {', '.join(map(str, errors))}"
    return kind(day, why, first=max(each.first for each in errors.values()), of=errors)


@dataclass(frozen=True)
class Past:
    """A record at the end of a day, and what that rests on."""

    record: CatalogRecord
    rests_on: RestsOn


def end_of(day: date) -> datetime:
    """The moment at which a day ends, in UTC."""
    return datetime.combine(day, time.max, UTC)


def rules_of(services: Services, day: date) -> Rules:
    """The rules that were in force at the end of a day. Raises `DayNotKept` and `StoreError`."""
    try:
        return services.rules_at(end_of(day))
    except RulesNotKept as error:
        first = (error.first or services.clock()).astimezone(UTC).date()
        raise DayNotKept(day, "which rules were in force then is not known", first=first) from error
    except RulesUnreadable as error:
        raise DayNotKept(day, str(error), first=services.clock().date()) from error


MOST = 1000
"""How many records are made of a past day for one question, with all that the datasets were made from: some seconds of work."""

Made = dict[UUID, Past | DayError]
"""The records that were made of a past day for one question, or why they cannot be."""


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


def _record_at(services: Services, current: CatalogRecord, day: date) -> Past:
    history = [each for each in services.store.audit.history(current.id) if each.action is not Action.REFUSE]
    days = sorted({each.at.astimezone(UTC).date() for each in history})
    if not days or day < days[0]:
        first = days[0] if days else services.clock().date()
        raise DayBeforeRecord(day, "Serai did not have the record yet", first=first)
    past = _made(services, current, history, day)
    if isinstance(past, Past):
        return past
    later = (each for each in days if each > day and isinstance(_made(services, current, history, each), Past))
    raise DayNotKept(day, past, first=next(later, days[-1]))


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


def _made(services: Services, current: CatalogRecord, history: Sequence[AuditEntry], day: date) -> Past | str:
    """The record at the end of a day on which there was one, or why it cannot be made."""
    until = end_of(day)
    before = [each for each in history if each.at <= until]
    last = before[-1]
    decided = _decided(before)
    rests_on = RestsOn(
        until=until,
        entry=last.id,
        entry_hash=last.hash,
        raw_hash=current.provenance.raw_hash,
        decision=tuple(sorted(entry for entry, _ in decided.values())),
        remade=False,
        not_kept=(NotKept.CODE,),
    )
    if len(before) == len(history):
        return Past(current, rests_on)
    source = services.sources.get(current.source)
    if source is None:
        raise SourceMissing(current.source)
    state = services.store.changes.past([current.id], at=until).get(current.id)
    if state is None:
        return "the trail does not name the raw record of then"
    origin = _origin(current.provenance, before, state.raw_hash)
    made = remake(services.archive, source, _identifier(history, until, current), origin)
    if not isinstance(made, Normalised):
        return "the raw record of then cannot be read from the archive any more"
    curation = Curation.model_validate({aspect: decision for aspect, (_, decision) in decided.items()})
    judge = Judge(source, _rules(services, last.at, day), last.at.astimezone(UTC).date())
    record = judge.record(made.dataset, provenance=origin, current=current, status=state.status, curation=curation)
    told = {"raw_hash": state.raw_hash, "remade": True, "not_kept": (NotKept.CODE, NotKept.DECLARATION)}
    return Past(record.model_copy(update={"version": len(before)}), rests_on.model_copy(update=told))


def _rules(services: Services, changed: datetime, day: date) -> Rules:
    """The rules by which a record was judged when it last changed or, if these are not known, those of the end of the day."""
    try:
        return services.rules_at(changed)
    except (RulesNotKept, RulesUnreadable):
        return rules_of(services, day)


def _origin(provenance: Provenance, before: Sequence[AuditEntry], raw_hash: str) -> Provenance:
    """Where the dataset of then came from. Address and media type are those that the portal gives now."""
    changed = [each for each in before if "raw" in each.details]
    told = {"raw_hash": raw_hash, "changed": changed[-1].at} if changed else {"raw_hash": raw_hash}
    return provenance.model_copy(update=told)


def _identifier(history: Sequence[AuditEntry], until: datetime, current: CatalogRecord) -> str:
    """The portal's identifier of then: a person may have moved the record to another one before or since."""
    moves = [each for each in history if each.action in {Action.MOVE, Action.UNDO_MOVE}]
    since = next((each.details.get("before") for each in moves if each.at > until), None)
    return since or current.dataset.identifier


def _decided(before: Sequence[AuditEntry]) -> Mapping[str, tuple[int, Decision]]:
    """The decisions in force at the end of a history, by aspect, each with its entry in the trail."""
    found: dict[str, tuple[int, Decision]] = {}
    made: dict[tuple[str, bytes], tuple[int, Decision]] = {}
    for each in before:
        name = each.details.get("aspect")
        if each.action is not Action.CURATE or name is None:
            continue
        after = each.details.get("after")
        if after is None:
            found.pop(name, None)
            continue
        said = name, canonical(after)
        known = made.get(said)
        if known is None or "undoes" not in each.details:  # what an undone proposal gives back has its own reason and person
            known = each.id, _decision(Aspect(name), each, after)
        found[name] = made[said] = known
    return found


def _decision(aspect: Aspect, entry: AuditEntry, after: Mapping[str, Any]) -> Decision:
    told = {"reason": entry.details.get("reason", ""), "by": entry.actor.name, "at": entry.at}
    return DECISIONS[aspect].model_validate({**after, **told, "concluded": entry.details.get("concluded")})
