"""Runs: who harvests which source, how far the run got, and what it found wrong.

A source has at most one open run. `leases.py` says who may work on it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from schemas.actor import Actor
from schemas.issues import Issue
from schemas.runs import IssueGroup, Run, RunState

from . import leases, run_issues
from .database import AnySelect, Database
from .models import RunRow
from .run_rows import progress_values, to_run


@dataclass(frozen=True)
class Latest:
    """The newest run of a source, and its newest run that is `done`, if there is one."""

    last: Run
    done: Run | None


class Runs:
    """Starts, follows and reports runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, source: str, *, since: datetime | None, by: Actor, at: datetime) -> Run:
        """A new run that holds the source; `by` has asked for it. A queued or dead run becomes `interrupted`.

        Raises `RunActive` if a live run holds the source.
        """
        with self._database.writing() as connection:
            return leases.start(connection, source, since=since, by=by, at=at)

    def queue(self, source: str, *, since: datetime | None, by: Actor, at: datetime, after: int | None = None) -> Run:
        """A new run for any worker to take; `by` has asked for it.

        Raises `RunActive` if the source has an open run, and, if `after` is given, if it has a newer run than that. So if many
        workers find the same run due, only one queues it.
        """
        with self._database.writing() as connection:
            return leases.queue(connection, source, since=since, after=after, by=by, at=at)

    def take(self, sources: Collection[str], *, at: datetime, whole: bool = False) -> Run | None:
        """The oldest waiting run of the sources, now held by this process. It is queued, or its worker is dead.

        With `whole` only a whole sweep is taken. The run continues at its `cursor`. A run that is dead for longer than
        `RESUMABLE`, or at which `FRUITLESS` workers in a row have ended, becomes `interrupted` instead.
        """
        with self._database.writing() as connection:
            return leases.take(connection, sources, whole=whole, at=at)

    def cursor(self, run: int) -> str | None:
        """Where reading continues; None at the beginning."""
        with self._database.reading() as connection:
            return connection.scalar(select(RunRow.cursor).where(RunRow.id == run))

    def save(self, run: Run, *, at: datetime) -> None:
        """Keep the account so far, or the end of the run. This counts as a heartbeat.

        Raises `RunLost` if the run is not running any more, or another attempt holds it.
        """
        with self._database.writing() as connection:
            leases.change(connection, run, heartbeat=at, **progress_values(run))

    def beat(self, run: Run, *, at: datetime) -> None:
        """Show that a run lives. Raises `RunLost`."""
        with self._database.writing() as connection:
            leases.change(connection, run, heartbeat=at)

    def stop_asked(self, run: Run) -> Actor | None:
        """Who has asked to stop a run. Raises `RunLost` if this process does not hold it any more."""
        with self._database.reading() as connection:
            return leases.stop_asked(connection, run)

    def end(self, run: Run, state: RunState, *, error: str, at: datetime) -> Run:
        """End a run with the account that the store has. Raises `RunLost`."""
        ended = {"state": state.value, "ended": at, "heartbeat": at, "error": run_issues.writable(error)}
        with self._database.writing() as connection:
            return to_run(leases.change(connection, run, **ended))

    def give_back(self, run: Run, *, at: datetime) -> Run:
        """Let another worker continue a run. Raises `RunLost`."""
        waiting = {"state": RunState.QUEUED.value, "heartbeat": at, "fruitless": 0}
        with self._database.writing() as connection:
            return to_run(leases.change(connection, run, **waiting))

    def ask_stop(self, run: int, *, by: Actor, at: datetime) -> Run | None:
        """Ask a run to stop at its next page. A queued run ends at once. Returns the run, or None if there is no such run.

        A run that has ended does not change.
        """
        asked = update(RunRow).where(RunRow.id == run, RunRow.state == RunState.RUNNING.value).values(stop_by=by)
        ended = {"state": RunState.INTERRUPTED.value, "ended": at, "error": run_issues.writable(stopped(by)), "stop_by": by}
        queued = update(RunRow).where(RunRow.id == run, RunRow.state == RunState.QUEUED.value).values(**ended)
        with self._database.writing() as connection:
            connection.execute(asked)
            connection.execute(queued)
        return self.get(run)

    def get(self, run: int) -> Run | None:
        """One run."""
        return self._first(select(RunRow).where(RunRow.id == run))

    def last(self, source: str) -> Run | None:
        """The newest run of a source, in any state."""
        return self._first(_newest(source))

    def last_done(self, source: str) -> Run | None:
        """The newest run of a source that is `done`."""
        return self._first(_newest(source).where(RunRow.state == RunState.DONE.value))

    def latest(self) -> dict[str, Latest]:
        """The newest runs of every source that has runs. It takes two queries for any number of sources."""
        with self._database.reading() as connection:
            last = _newest_of_each(connection)
            done = _newest_of_each(connection, state=RunState.DONE)
        return {source: Latest(run, done.get(source)) for source, run in last.items()}

    def last_sweep(self, source: str) -> Run | None:
        """The newest run of a source that is `done` and read everything."""
        return self._first(_newest(source).where(RunRow.state == RunState.DONE.value, RunRow.since.is_(None)))

    def withdrawn_after(self, run: int, *, before: Run, started: datetime) -> int:
        """How many records the runs of a source have withdrawn between two runs, since `started`."""
        between = (RunRow.source == before.source, RunRow.id > run, RunRow.id < before.id, RunRow.started >= started)
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.sum(RunRow.withdrawn)).where(*between)) or 0)

    def has_issue(self, run: int, code: str) -> bool:
        """Whether a run has found something of a kind wrong."""
        with self._database.reading() as connection:
            return run_issues.has(connection, run, code)

    def clock_was_ahead(self, run: Run, *, at: datetime) -> bool:
        """Whether the start of a run says too late a time, because the clock was ahead and was put right since.

        Then it is in the future, or after the run's end, or after the start of a later run of its source.
        """
        if run.started > at or (run.ended is not None and run.ended < run.started):
            return True
        later = select(RunRow).where(RunRow.source == run.source, RunRow.id > run.id, RunRow.started < run.started)
        return self._first(later) is not None

    def list(self, *, source: str | None = None, limit: int = 50, before: int | None = None) -> tuple[Run, ...]:
        """Runs, newest first, at most `limit`; of one source if given, and only those with an id below `before`."""
        statement = _newest(source).limit(limit)
        if before is not None:
            statement = statement.where(RunRow.id < before)
        with self._database.reading() as connection:
            return tuple(to_run(row) for row in connection.execute(statement))

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

    def issue_counts(self, runs: Sequence[int]) -> dict[int, dict[str, int]]:
        """How many issues of each kind each of some runs has. It takes one query."""
        with self._database.reading() as connection:
            return run_issues.counts(connection, runs)

    def issue_groups(self, run: int) -> tuple[IssueGroup, ...]:
        """The same, grouped by kind and place, in the order of their effect."""
        with self._database.reading() as connection:
            return run_issues.groups(connection, run)

    def _first(self, statement: AnySelect) -> Run | None:
        with self._database.reading() as connection:
            row = connection.execute(statement.limit(1)).first()
        return to_run(row) if row else None


def _newest(source: str | None) -> AnySelect:
    statement = select(RunRow).order_by(RunRow.id.desc())
    return statement if source is None else statement.where(RunRow.source == source)


def _newest_of_each(connection: Connection, *, state: RunState | None = None) -> dict[str, Run]:
    newest = select(func.max(RunRow.id)).group_by(RunRow.source)
    if state is not None:
        newest = newest.where(RunRow.state == state.value)
    return {row.source: to_run(row) for row in connection.execute(select(RunRow).where(RunRow.id.in_(newest)))}


def stopped(by: Actor) -> str:
    """Why a run that was stopped has ended."""
    return f"stopped by {by}"
