"""Runs: who harvests what, how far it got, and what it found wrong.

One run at a time holds a source. It lives as long as its process does and its heartbeat is younger than `LEASE`; then the next
run takes the source over.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from schemas.issues import Issue
from schemas.runs import IssueGroup, Run, RunCounts, RunState

from . import run_issues
from .database import AnyRow, AnySelect, Database
from .errors import RunActive, RunLost
from .models import RunRow
from .worker import Worker

LEASE = timedelta(minutes=5)
"""How old the heartbeat of a live run is at most."""

LARGEST = 2**63 - 1
"""The largest number that both databases hold. A portal may state any total."""

OUTCOMES = tuple(RunCounts.model_fields)


@dataclass(frozen=True)
class Latest:
    """The newest run of a source, and its newest that is `done`, if any is."""

    last: Run
    done: Run | None


class Runs:
    """Starts, follows and reports runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, source: str, *, since: datetime | None, at: datetime) -> Run:
        """A new run that holds the source. A run whose process is dead becomes `interrupted`. Raises `RunActive` if it lives."""
        with self._database.writing() as connection:
            running = select(RunRow).where(RunRow.source == source, RunRow.state == RunState.RUNNING.value).with_for_update()
            for row in connection.execute(running):
                if _lives(row, at):
                    raise RunActive(source, run=row.id)
                _interrupt(connection, row)
            row_id = _insert(connection, source, since=since, at=at)
        return Run(id=row_id, source=source, state=RunState.RUNNING, started=at, since=since)

    def save(self, run: Run, *, at: datetime) -> None:
        """Keep the counts so far, or the end. It is the run's heartbeat.

        Raises `RunLost` if the run is not running any more: it was taken over, or has been ended.
        """
        statement = update(RunRow).where(RunRow.id == run.id, RunRow.state == RunState.RUNNING.value)
        with self._database.writing() as connection:
            if connection.execute(statement.values(heartbeat=at, **_progress(run))).rowcount == 0:
                raise RunLost(run.id)

    def get(self, run: int) -> Run | None:
        """One run."""
        return self._first(select(RunRow).where(RunRow.id == run))

    def last(self, source: str) -> Run | None:
        """The newest run of a source, whatever became of it."""
        return self._first(_newest(source))

    def last_done(self, source: str) -> Run | None:
        """The newest run of a source that is `done`."""
        return self._first(_newest(source).where(RunRow.state == RunState.DONE.value))

    def latest(self) -> dict[str, Latest]:
        """The newest runs of every source that has any, in two questions however many sources there are."""
        with self._database.reading() as connection:
            last = _newest_of_each(connection)
            done = _newest_of_each(connection, state=RunState.DONE)
        return {source: Latest(run, done.get(source)) for source, run in last.items()}

    def list(self, *, source: str | None = None, limit: int = 50, before: int | None = None) -> tuple[Run, ...]:
        """Runs, newest first, at most `limit`; of one source if given, and only those with an id below `before`."""
        statement = _newest(source).limit(limit)
        if before is not None:
            statement = statement.where(RunRow.id < before)
        with self._database.reading() as connection:
            return tuple(_run(row) for row in connection.execute(statement))

    def add_issues(self, run: int, issues: Sequence[Issue]) -> None:
        """Add to what a run has found wrong."""
        with self._database.writing() as connection:
            run_issues.add(connection, run, issues)

    def issues(
        self, run: int, *, code: str | None = None, pointer: str | None = None, offset: int = 0, limit: int = 100
    ) -> tuple[Issue, ...]:
        """What a run has found wrong, in the order found; of one kind, or at one place (the pointer of an `IssueGroup`)."""
        with self._database.reading() as connection:
            return run_issues.page(connection, run, code=code, pointer=pointer, offset=offset, limit=limit)

    def issue_groups(self, run: int) -> tuple[IssueGroup, ...]:
        """The same, grouped by kind and place: errors first, then the most frequent."""
        with self._database.reading() as connection:
            return run_issues.groups(connection, run)

    def _first(self, statement: AnySelect) -> Run | None:
        with self._database.reading() as connection:
            row = connection.execute(statement.limit(1)).first()
        return _run(row) if row else None


def _newest(source: str | None) -> AnySelect:
    statement = select(RunRow).order_by(RunRow.id.desc())
    return statement if source is None else statement.where(RunRow.source == source)


def _newest_of_each(connection: Connection, *, state: RunState | None = None) -> dict[str, Run]:
    newest = select(func.max(RunRow.id)).group_by(RunRow.source)
    if state is not None:
        newest = newest.where(RunRow.state == state.value)
    return {row.source: _run(row) for row in connection.execute(select(RunRow).where(RunRow.id.in_(newest)))}


def _lives(row: AnyRow, at: datetime) -> bool:
    return at - row.heartbeat <= LEASE and not Worker(row.host, row.pid, row.process).gone()


def _interrupt(connection: Connection, row: AnyRow) -> None:
    """End a dead run at its last sign of life."""
    ended = {"state": RunState.INTERRUPTED.value, "ended": row.heartbeat, "error": "the process ended before the run did"}
    connection.execute(update(RunRow).where(RunRow.id == row.id).values(**ended))


def _insert(connection: Connection, source: str, *, since: datetime | None, at: datetime) -> int:
    row = {"source": source, "state": RunState.RUNNING.value, "started": at, "since": since, "heartbeat": at}
    values = {**row, **dict.fromkeys(OUTCOMES, 0), **asdict(Worker.this())}
    try:
        return connection.execute(insert(RunRow).values(**values).returning(RunRow.id)).scalar_one()
    except IntegrityError as error:  # another process was faster by a moment: the database allows one running run of a source
        raise RunActive(source) from error


def _progress(run: Run) -> dict[str, Any]:
    return {
        "state": run.state.value,
        "ended": run.ended,
        "stated_total": None if run.stated_total is None else max(-LARGEST, min(run.stated_total, LARGEST)),
        "error": None if run.error is None else run_issues.writable(run.error),
        **run.counts.model_dump(),
    }


def _run(row: AnyRow) -> Run:
    return Run(
        id=row.id,
        source=row.source,
        state=RunState(row.state),
        started=row.started,
        ended=row.ended,
        since=row.since,
        stated_total=row.stated_total,
        counts=RunCounts(**{outcome: getattr(row, outcome) for outcome in OUTCOMES}),
        error=row.error,
    )
