"""Lists of what people decided. Each decision is an entry of the audit trail; the table `decision` is there to find them by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import orjson
from sqlalchemy import Connection, insert, select, update

from schemas.actor import Actor
from schemas.decisions import DecisionState, RecordedDecision
from schemas.record import Aspect

from .audit import Event
from .database import AnyRow, AnySelect, Database
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


def note(connection: Connection, event: Event, *, entry: int, source: str) -> None:
    """Note the decision that an entry of the trail records. The decision before it about the same is no longer in force."""
    aspect = event.details.get("aspect")
    if aspect is None:
        return
    decided = event.details.get("after") is not None
    state = DecisionState.IN_FORCE if decided else DecisionState.TAKEN_BACK
    former = DecisionState.REPLACED if decided else DecisionState.TAKEN_BACK
    same = (DecisionRow.record_id == event.record, DecisionRow.aspect == aspect)
    in_force = DecisionRow.state == DecisionState.IN_FORCE.value
    connection.execute(update(DecisionRow).where(*same, in_force).values(state=former.value))
    row = {"entry": entry, "record_id": event.record, "source": source, "aspect": aspect, "by": event.actor, "at": event.at}
    connection.execute(insert(DecisionRow), {**row, "state": state.value})


def _narrowed(statement: AnySelect, wanted: Wanted) -> AnySelect:
    if wanted.aspect is not None:
        statement = statement.where(DecisionRow.aspect == wanted.aspect.value)
    if wanted.state is not None:
        statement = statement.where(DecisionRow.state == wanted.state.value)
    if wanted.by is not None:
        statement = statement.where(DecisionRow.by == Actor.person(wanted.by))
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
    )
