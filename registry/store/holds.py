"""Withdrawals that wait for a person. At most one of a source waits, because a newer run decides again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, func, insert, literal, select, update

from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.holds import Evidence, HeldRecord, Hold, HoldCause, HoldState, Pair, Values
from schemas.record import Status
from schemas.runs import Run

from . import audit
from .absence import missing, removed
from .aliases import identifier_now
from .audit_rows import Event
from .bulk import add
from .database import AnyRow, AnySelect, Database, chunks
from .errors import HoldMissing, HoldSettled
from .models import HeldPairRow, HeldRow, HoldRow, IssueRow, RecordRow


class Holds:
    """Keeps holds and the decisions of people about them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def propose(
        self,
        run: Run,
        *,
        cause: HoldCause,
        explanation: str,
        since_run: int | None,
        at: datetime,
        values: Values | None = None,
        pairs: Sequence[Pair] = (),
    ) -> Hold:
        """Hold the withdrawal of the records of the run's source that are missing since a run (see `Absence`).

        Without `since_run` they are those that the run has removed. `pairs` are those of them that have twins. If a hold of the
        source still waits, it is superseded.
        """
        row: dict[str, Any] = {
            "run_id": run.id,
            "source": run.source,
            "cause": cause.value,
            "explanation": explanation,
            "explained": orjson.dumps(values or {}).decode(),
            "count": 0,
            "pairs": len({pair.record for pair in pairs}),
            "created": at,
            "state": HoldState.WAITING.value,
        }
        with self._database.writing() as connection:
            _supersede(connection, run, at)
            hold = connection.execute(insert(HoldRow).values(**row).returning(HoldRow.id)).scalar_one()
            listed = removed(run) if since_run is None else missing(run.source, since_run=since_run)
            connection.execute(insert(HeldRow).from_select(["record_id", "hold_id"], listed.add_columns(literal(hold))))
            count = select(func.count()).where(HeldRow.hold_id == hold).scalar_subquery()
            connection.execute(update(HoldRow).where(HoldRow.id == hold).values(count=count))
            for chunk in chunks(_numbered(hold, pairs)):
                add(connection, HeldPairRow, chunk)
        return self.get(hold)

    def supersede(self, run: Run, *, at: datetime) -> None:
        """End the waiting hold of the run's source, because the run is a newer whole sweep that found nothing wrong."""
        with self._database.writing() as connection:
            _supersede(connection, run, at)

    def settle(
        self,
        hold: int,
        state: HoldState,
        *,
        by: Actor,
        reason: str,
        at: datetime,
        was: HoldState = HoldState.WAITING,
    ) -> Hold:
        """Record a person's decision about a hold that is in the state `was`. The trail has it.

        Raises `HoldMissing`, and `HoldSettled` if somebody was faster.
        """
        decided = {"state": state.value, "by": by, "reason": reason, "at": at}
        waiting = update(HoldRow).where(HoldRow.id == hold, HoldRow.state == was.value)
        with self._database.writing() as connection:
            head = audit.lock_head(connection)  # always first, so that two writers never wait for each other
            row = connection.execute(waiting.values(**decided).returning(*HoldRow.__table__.columns)).first()
            if row is not None:
                settled = _hold(row)
                audit.append(connection, head, [_event(settled, by=by, at=at)])
        if row is None:
            raise HoldSettled(f"hold {hold} is {self.get(hold).state.value} already")
        return settled

    def get(self, hold: int) -> Hold:
        """One hold. Raises `HoldMissing`."""
        with self._database.reading() as connection:
            row = connection.execute(select(HoldRow).where(HoldRow.id == hold)).first()
        if row is None:
            raise HoldMissing(f"there is no hold {hold}")
        return _hold(row)

    def of_run(self, run: int) -> Hold | None:
        """The hold of a run, in any state."""
        return self.of_runs([run]).get(run)

    def of_runs(self, runs: Iterable[int]) -> dict[int, Hold]:
        """The holds of runs, in any state, by the run; a run without one is left out."""
        found: dict[int, Hold] = {}
        for chunk in chunks(runs):
            holds = self._all(select(HoldRow).where(HoldRow.run_id.in_(chunk)).order_by(HoldRow.id))
            found |= {hold.run: hold for hold in holds}
        return found

    def withdrawn(self, holds: Iterable[int]) -> dict[int, int]:
        """How many of the records of holds are withdrawn now; a hold without any is left out."""
        counted = select(HeldRow.hold_id, func.count()).join(RecordRow, RecordRow.id == HeldRow.record_id)
        gone = counted.where(RecordRow.status == Status.WITHDRAWN.value).group_by(HeldRow.hold_id)
        with self._database.reading() as connection:
            rows = [row for chunk in chunks(holds) for row in connection.execute(gone.where(HeldRow.hold_id.in_(chunk)))]
        return {row[0]: row[1] for row in rows}

    def waiting(self, source: str) -> Hold | None:
        """The hold of a source that still waits."""
        found = self.list(source=source, state=HoldState.WAITING, limit=1)
        return found[0] if found else None

    def records(self, hold: int, *, offset: int = 0, limit: int = 100) -> tuple[HeldRecord, ...]:
        """The records that a hold is about, by id."""
        statement = (
            select(RecordRow.id, identifier_now())
            .join(HeldRow, HeldRow.record_id == RecordRow.id)
            .where(HeldRow.hold_id == hold)
            .order_by(HeldRow.record_id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement.offset(offset).limit(limit)).all()
        pairs = self._pairs(hold, [row.id for row in rows])
        return tuple(_held_record(row, pairs.get(row.id, ())) for row in rows)

    def pairs(self, hold: int) -> Iterator[list[Pair]]:
        """The pairs of a hold in lists, each with all twins of its records, oldest first."""
        paired = select(HeldPairRow.record_id).where(HeldPairRow.hold_id == hold, HeldPairRow.number == 1)
        for page in self._database.pages(paired, by=HeldPairRow.record_id, size=PAGE):
            found = self._pairs(hold, [row.record_id for row in page])
            yield [pair for pairs in found.values() for pair in pairs]

    def _pairs(self, hold: int, records: Sequence[UUID]) -> dict[UUID, list[Pair]]:
        statement = select(HeldPairRow.__table__).where(HeldPairRow.hold_id == hold)
        found: dict[UUID, list[Pair]] = {}
        with self._database.reading() as connection:
            for chunk in chunks(records):
                of_chunk = statement.where(HeldPairRow.record_id.in_(chunk))
                for row in connection.execute(of_chunk.order_by(HeldPairRow.record_id, HeldPairRow.number)):
                    found.setdefault(row.record_id, []).append(_pair(row))
        return found

    def still_missing(self, hold: Hold, *, said: str | None = None) -> Iterator[list[UUID]]:
        """The records of a hold that are active and that no run has seen since, in lists. They may be withdrawn meanwhile.

        With `said`, those of which the run of the hold has an issue of this kind.
        """
        held = select(HeldRow.record_id).where(HeldRow.hold_id == hold.id)
        statement = missing(hold.source, since_run=hold.run).where(RecordRow.id.in_(held))
        if said is not None:
            named = select(IssueRow.identifier).where(IssueRow.run_id == hold.run, IssueRow.code == said)
            statement = statement.where(RecordRow.identifier.in_(named))
        for page in self._database.pages(statement, by=RecordRow.id):
            yield [row.id for row in page]

    def list(
        self, *, source: str | None = None, state: HoldState | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[Hold, ...]:
        """Holds, newest first, at most `limit`, only those with an id below `before`; of one source, in one state."""
        statement = select(HoldRow).order_by(HoldRow.id.desc()).limit(limit)
        if source is not None:
            statement = statement.where(HoldRow.source == source)
        if state is not None:
            statement = statement.where(HoldRow.state == state.value)
        if before is not None:
            statement = statement.where(HoldRow.id < before)
        return self._all(statement)

    def count(self, state: HoldState) -> int:
        """How many holds are in a state."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).where(HoldRow.state == state.value)) or 0

    def _all(self, statement: AnySelect) -> tuple[Hold, ...]:
        with self._database.reading() as connection:
            return tuple(map(_hold, connection.execute(statement)))


def _supersede(connection: Connection, run: Run, at: datetime) -> None:
    waiting = update(HoldRow).where(HoldRow.source == run.source, HoldRow.state == HoldState.WAITING.value)
    connection.execute(waiting.values(state=HoldState.SUPERSEDED.value, by=Actor.of_run(run.id), at=at))


SETTLED = {
    HoldState.RELEASED: Action.RELEASE,
    HoldState.MOVED: Action.RELEASE,
    HoldState.DROPPED: Action.DROP,
    HoldState.MOVE_UNDONE: Action.DROP,
}
"""What the trail calls a person's decision: what was held is done, or it is left or taken back."""


def _event(hold: Hold, *, by: Actor, at: datetime) -> Event:
    """The entry of the trail about a hold that a person has settled."""
    told = {"hold": hold.id, "source": hold.source, "count": hold.count, "status": hold.state.value, "reason": hold.reason}
    return Event(CATALOGUE, SETTLED[hold.state], by, at, told)


PAGE = 100
"""How many records `pairs` holds at once."""


def _numbered(hold: int, pairs: Iterable[Pair]) -> Iterator[dict[str, Any]]:
    """The rows of pairs; those of one record are numbered from 1."""
    numbers: Counter[UUID] = Counter()
    for pair in pairs:
        numbers[pair.record] += 1
        yield {
            "hold_id": hold,
            "record_id": pair.record,
            "number": numbers[pair.record],
            "identifier": pair.identifier,
            "twin_id": pair.twin,
            "twin_identifier": pair.twin_identifier,
            "evidence": pair.evidence.value,
        }


def _pair(row: AnyRow) -> Pair:
    return Pair(
        record=row.record_id,
        identifier=row.identifier,
        twin=row.twin_id,
        twin_identifier=row.twin_identifier,
        evidence=Evidence(row.evidence),
    )


def _held_record(row: AnyRow, pairs: Sequence[Pair]) -> HeldRecord:
    """A record of a hold, with the identifier that it had then if that is known."""
    return HeldRecord(id=row.id, identifier=pairs[0].identifier if pairs else row.identifier, pairs=tuple(pairs))


def _hold(row: AnyRow) -> Hold:
    return Hold(
        id=row.id,
        run=row.run_id,
        source=row.source,
        cause=HoldCause(row.cause),
        explanation=row.explanation,
        values=orjson.loads(row.explained),
        count=row.count,
        pairs=row.pairs,
        created=row.created,
        state=HoldState(row.state),
        by=row.by,
        at=row.at,
        reason=row.reason,
    )
