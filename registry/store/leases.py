"""Which process may work on a run. Each process that takes a run has a new attempt number. Only the newest attempt may write.

A run lives as long as its process lives and its heartbeat is younger than `LEASE`. Another worker takes over a dead run, or one
that its worker gave back, and continues at its cursor.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from schemas.actor import Actor
from schemas.runs import OPEN, Run, RunState

from .database import AnyRow, AnySelect
from .errors import RunActive, RunLost
from .models import RunRow
from .process import Process
from .run_rows import COUNTS, to_run

LEASE = timedelta(minutes=5)
"""The maximum age of the heartbeat of a live run."""

SKEW = LEASE
"""The most that the clocks of machines differ. A time that is further in the future comes from a clock that was ahead."""

RESUMABLE = timedelta(days=1)
"""How long after its last heartbeat a dead run may be continued. Later the portal has changed too much."""

PROCESS_ENDED = "the process ended before the run did"

FRUITLESS = 5
"""After so many workers in a row that ended before they saved anything, a run is given up: it is probably the cause."""


def start(connection: Connection, source: str, *, since: datetime | None, by: Actor, at: datetime) -> Run:
    """A new run, held by this process. A queued or dead run of the source becomes `interrupted`. Raises `RunActive`."""
    for row in connection.execute(_open_runs([source])):
        if _held(row, at):
            raise RunActive(source, run=row.id)
        _interrupt(connection, row)
    return _insert(connection, source, state=RunState.RUNNING, since=since, by=by, at=at)


def queue(connection: Connection, source: str, *, since: datetime | None, after: int | None, by: Actor, at: datetime) -> Run:
    """A new run for any worker to take. Raises `RunActive` if the source has an open one, or one newer than `after`."""
    for row in connection.execute(_open_runs([source])):
        raise RunActive(source, run=row.id)
    if after is not None:
        newest = connection.scalar(select(func.max(RunRow.id)).where(RunRow.source == source)) or 0
        if newest > after:
            raise RunActive(source, run=newest)
    return _insert(connection, source, state=RunState.QUEUED, since=since, by=by, at=at)


def take(connection: Connection, sources: Collection[str], *, whole: bool, at: datetime) -> Run | None:
    """The oldest waiting run, now held by this process. It is queued, or its worker is dead."""
    for row in connection.execute(_open_runs(sources)):
        if _held(row, at) or (whole and row.since is not None):
            continue
        if _exhausted(row, at):
            _interrupt(connection, row)
            continue
        if row.since is not None and row.since > at:
            return _begun_anew(connection, row, at)
        return _taken(connection, row, at)
    return None


def change(connection: Connection, run: Run, **values: Any) -> AnyRow:
    """Change a run that is held, and return its row. Raises `RunLost`."""
    statement = update(RunRow).where(*_held_by(run)).values(**values)
    row = connection.execute(statement.returning(*RunRow.__table__.columns)).first()
    if row is None:
        raise RunLost(run.id)
    return row


def stop_asked(connection: Connection, run: Run) -> Actor | None:
    """Who has asked to stop a run. Raises `RunLost`."""
    row = connection.execute(select(RunRow.stop_by).where(*_held_by(run))).first()
    if row is None:
        raise RunLost(run.id)
    asked: Actor | None = row.stop_by
    return asked


def _held_by(run: Run) -> tuple[ColumnElement[bool], ...]:
    """The condition that the run is still running and nobody has taken it over."""
    return RunRow.id == run.id, RunRow.attempt == run.attempt, RunRow.state == RunState.RUNNING.value


def _open_runs(sources: Collection[str]) -> AnySelect:
    """Oldest first. On PostgreSQL the rows are locked, and rows that another worker has locked are skipped."""
    statement = select(*RunRow.__table__.columns).where(
        RunRow.state.in_([state.value for state in OPEN]), RunRow.source.in_(sources)
    )
    return statement.order_by(RunRow.id).with_for_update(skip_locked=len(sources) > 1)


def _held(row: AnyRow, at: datetime) -> bool:
    return row.state != RunState.QUEUED.value and holder_lives(row, at)


def holder_lives(row: AnyRow, at: datetime) -> bool:
    """Whether the process that a row names (`host`, `pid`, `process`) lives, and has shown so with a young `heartbeat`."""
    fresh: bool = abs(at - row.heartbeat) <= LEASE  # one in the future was made by a clock that was ahead
    return fresh and not Process(row.host, row.pid, row.process).gone()


def held_here() -> dict[str, Any]:
    """The columns that say that this process works on what a row is about."""
    here = Process.this()
    return {"host": here.host, "pid": here.pid, "process": here.mark}


def _exhausted(row: AnyRow, at: datetime) -> bool:
    old: bool = row.state == RunState.RUNNING.value and abs(at - row.heartbeat) > RESUMABLE
    ends_its_workers: bool = row.fruitless >= FRUITLESS
    return old or ends_its_workers


def _taken(connection: Connection, row: AnyRow, at: datetime) -> Run:
    values: dict[str, Any] = {"state": RunState.RUNNING.value, "heartbeat": at, "attempt": row.attempt + 1}
    values |= {"fruitless": row.fruitless + 1, **held_here()}
    if row.attempt == 0:
        values["started"] = at
    statement = update(RunRow).where(RunRow.id == row.id).values(**values)
    return to_run(connection.execute(statement.returning(*RunRow.__table__.columns)).one())


def _begun_anew(connection: Connection, row: AnyRow, at: datetime) -> Run:
    """A whole sweep in place of a run that asks for changes since a time in the future, which would find none."""
    _interrupt(connection, row, error="the clock was ahead when this run was made: a whole sweep was started in its place")
    return _insert(connection, row.source, state=RunState.RUNNING, since=None, by=row.asked_by, at=at)


def _interrupt(connection: Connection, row: AnyRow, *, error: str | None = None) -> None:
    """End a run; its end is the time of its last heartbeat."""
    if not error and row.fruitless >= FRUITLESS:
        error = f"{row.fruitless} workers ended one after the other at the same place of the run"
    elif not error and row.state == RunState.QUEUED.value:
        error = "another run was started in its place"
    ended = {
        "state": RunState.INTERRUPTED.value,
        "ended": row.heartbeat,
        "error": error or "the process ended before the run did",
    }
    connection.execute(update(RunRow).where(RunRow.id == row.id).values(**ended))


def _insert(connection: Connection, source: str, *, state: RunState, since: datetime | None, by: Actor, at: datetime) -> Run:
    attempt = 1 if state is RunState.RUNNING else 0
    row = {
        "source": source,
        "state": state.value,
        "started": at,
        "since": since,
        "heartbeat": at,
        "attempt": attempt,
        "asked_by": by,
    }
    values = {**row, **dict.fromkeys(COUNTS, 0), "fruitless": attempt, "incomplete": False, **held_here()}
    try:
        inserted = connection.execute(insert(RunRow).values(**values).returning(*RunRow.__table__.columns)).one()
    except IntegrityError as error:  # another process was faster: the database allows one open run of a source
        raise RunActive(source) from error
    return to_run(inserted)
