"""Lists of what people decided. Each decision is an entry of the audit trail; the table `decision` is there to find them by."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Connection, func, select, update

from schemas.actor import Actor
from schemas.decisions import DecisionState, RecordedDecision
from schemas.record import Aspect

from .audit_rows import Event
from .bulk import add
from .database import AnyRow, AnySelect, Database, chunks
from .models import AuditRow, DecisionRow


@dataclass(frozen=True)
class Wanted:
    """Which decisions to list; None asks for all. `by` is a person's name, `first` and `last` are days in UTC."""

    aspect: Aspect | None = None
    state: DecisionState | None = None
    by: str | None = None
    sources: Collection[str] | None = None
    first: date | None = None
    last: date | None = None
    proposal: int | None = None


class Decisions:
    """Reads the decisions. `note` writes one, in the transaction of its entry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, wanted: Wanted, *, before: int | None = None, limit: int = 100) -> tuple[RecordedDecision, ...]:
        """Decisions, the newest first, at most `limit`; only those with a lower number than `before` if given."""
        statement = _narrowed(select(*COLUMNS).join(AuditRow, AuditRow.id == DecisionRow.entry), wanted)
        if before is not None:
            statement = statement.where(DecisionRow.entry < before)
        with self._database.reading() as connection:
            return tuple(map(_decision, connection.execute(statement.order_by(DecisionRow.entry.desc()).limit(limit))))

    def last_proposals(self, records: Iterable[UUID], aspect: Aspect) -> dict[UUID, int | None]:
        """By record, the proposal with which the last decision about an aspect was recorded or taken back; None if with none."""
        last = func.max(DecisionRow.entry)
        found: dict[UUID, int | None] = {}
        with self._database.reading() as connection:
            for chunk in chunks(records):
                of_chunk = DecisionRow.record_id.in_(chunk), DecisionRow.aspect == aspect.value
                latest = select(last).where(*of_chunk).group_by(DecisionRow.record_id)
                statement = select(DecisionRow.record_id, DecisionRow.proposal).where(DecisionRow.entry.in_(latest))
                found.update((row.record_id, row.proposal) for row in connection.execute(statement))
        return found


COLUMNS = (
    DecisionRow.entry,
    DecisionRow.record_id,
    DecisionRow.source,
    DecisionRow.aspect,
    DecisionRow.state,
    AuditRow.actor,
    AuditRow.at,
    AuditRow.details,
)


class Noted(NamedTuple):
    """An entry of the trail that records a decision, its number, and the source of its record."""

    entry: int
    event: Event
    source: str


def note(connection: Connection, noted: Sequence[Noted]) -> None:
    """Note the decisions that entries of the trail record. The one before each about the same is no longer in force."""
    waiting = [each for each in noted if each.event.details.get("aspect") is not None]
    while waiting:
        first = {(each.event.record, each.event.details["aspect"]): each for each in reversed(waiting)}
        _note(connection, list(first.values()))
        waiting = [each for each in waiting if first[each.event.record, each.event.details["aspect"]] is not each]


def _note(connection: Connection, noted: Sequence[Noted]) -> None:
    """The same for decisions of which no two are about the same."""
    former: dict[tuple[str, bool], list[UUID]] = {}
    for each in noted:
        former.setdefault((each.event.details["aspect"], _decides(each)), []).append(each.event.record)
    for (aspect, decided), records in former.items():
        state = DecisionState.REPLACED if decided else DecisionState.TAKEN_BACK
        same = DecisionRow.aspect == aspect, DecisionRow.state == DecisionState.IN_FORCE.value
        for chunk in chunks(records):
            connection.execute(update(DecisionRow).where(DecisionRow.record_id.in_(chunk), *same).values(state=state.value))
    for rows in chunks(map(_row, noted)):
        add(connection, DecisionRow, rows)


def erase(connection: Connection, entries: Iterable[int]) -> None:
    """Remove the names of persons from the decisions that these entries record."""
    for chunk in chunks(entries):
        connection.execute(update(DecisionRow).where(DecisionRow.entry.in_(chunk)).values(by=Actor.person("")))


def _decides(noted: Noted) -> bool:
    return noted.event.details.get("after") is not None


def _row(noted: Noted) -> dict[str, Any]:
    entry, event, source = noted
    return {
        "entry": entry,
        "record_id": event.record,
        "source": source,
        "aspect": event.details["aspect"],
        "by": event.actor,
        "at": event.at,
        "state": (DecisionState.IN_FORCE if _decides(noted) else DecisionState.TAKEN_BACK).value,
        "proposal": event.details.get("proposal"),
    }


def _narrowed(statement: AnySelect, wanted: Wanted) -> AnySelect:
    if wanted.aspect is not None:
        statement = statement.where(DecisionRow.aspect == wanted.aspect.value)
    if wanted.state is not None:
        statement = statement.where(DecisionRow.state == wanted.state.value)
    if wanted.by is not None:
        statement = statement.where(DecisionRow.by == Actor.person(wanted.by))
    if wanted.proposal is not None:
        statement = statement.where(DecisionRow.proposal == wanted.proposal)
    if wanted.sources is not None:
        statement = statement.where(DecisionRow.source.in_(wanted.sources))
    if wanted.first is not None:
        statement = statement.where(DecisionRow.at >= _start(wanted.first))
    if wanted.last is not None and wanted.last < date.max:
        statement = statement.where(DecisionRow.at < _start(wanted.last + timedelta(days=1)))
    return statement


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _decision(row: AnyRow) -> RecordedDecision:
    details = orjson.loads(row.details)
    return RecordedDecision(
        id=row.entry,
        record=row.record_id,
        source=row.source,
        aspect=Aspect(row.aspect),
        state=DecisionState(row.state),
        before=details.get("before"),
        after=details.get("after"),
        concluded=details.get("concluded"),
        reason=details.get("reason", ""),
        by=row.actor,
        at=row.at,
        proposal=details.get("proposal"),
        approved_by=details.get("approved_by"),
    )
