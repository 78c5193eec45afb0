"""The records that are missing at a portal, and since which run.

Each record notes the last run that saw it in the portal's list (`seen_run`). A record is missing *since a run* if neither
this run nor a later one has seen it. So Serai keeps no counter for each record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from schemas.actor import Actor, ActorKind
from schemas.audit import Action
from schemas.record import Status
from schemas.runs import Run, RunState

from .database import AnySelect, Database
from .models import AuditRow, RecordRow, RunRow


@dataclass(frozen=True, slots=True)
class Life:
    """The runs that have met a record: the one that added it (0 if no run did), and the last."""

    record: UUID
    first: int
    last: int


class Absence:
    """Finds active records that are missing since a run, `since_run`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def overdue_since(self, run: Run, *, sweeps: int, started_by: datetime) -> int:
        """Return a run: a record that is missing since this run is overdue. Return 0 if no record can be overdue yet.

        A sweep is whole if it asked for everything and is `done`; `run` counts as one. An overdue record is missing in the last
        `sweeps` whole sweeps (`run` is the last), and since a whole sweep that started at `started_by` or earlier.
        """
        newest_first = select(RunRow.id).where(_whole(run.source), RunRow.id < run.id).order_by(RunRow.id.desc()).limit(1)
        with self._database.reading() as connection:
            by_number = run.id if sweeps == 1 else connection.scalar(newest_first.offset(sweeps - 2))
            by_time = run.id if run.started <= started_by else connection.scalar(newest_first.where(RunRow.started <= started_by))
        return 0 if by_number is None or by_time is None else min(by_number, by_time)

    def count(self, source: str, *, since_run: int) -> int:
        """How many records of a source are missing."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(missing(source, since_run=since_run).subquery())) or 0

    def ids(self, source: str, *, since_run: int) -> Iterator[list[UUID]]:
        """The records of a source that are missing, in lists. They may be withdrawn meanwhile."""
        for page in self._database.pages(missing(source, since_run=since_run), by=RecordRow.id):
            yield [row.id for row in page]

    def lives(self, source: str, *, since_run: int) -> Iterator[list[Life]]:
        """The lives of the records of a source that are missing, in lists."""
        statement = missing(source, since_run=since_run).add_columns(RecordRow.seen_run)
        for page in self._database.pages(statement, by=RecordRow.id):
            first = self._created([row.id for row in page])
            yield [Life(row.id, first.get(row.id, 0), row.seen_run) for row in page]

    def came_after(self, run: Run, *, since_run: int) -> Iterator[list[Life]]:
        """The lives of the active records that `run` has met and that a later run than `since_run` has added, in lists."""
        columns = (AuditRow.id, AuditRow.record_id, RecordRow.seen_run)
        added = select(*columns).join(RecordRow, RecordRow.id == AuditRow.record_id)
        added = added.where(AuditRow.action == Action.CREATE.value, RecordRow.source == run.source)
        added = added.where(RecordRow.status == Status.ACTIVE.value, RecordRow.seen_run >= run.id)
        later = select(RunRow.id).where(RunRow.source == run.source, RunRow.id > since_run, RunRow.id <= run.id)
        with self._database.reading() as connection:
            runs = list(connection.scalars(later.order_by(RunRow.id)))
        for number in runs:
            by_run = added.where(AuditRow.actor == Actor.of_run(number))
            for page in self._database.pages(by_run, by=AuditRow.id):
                yield [Life(row.record_id, number, row.seen_run) for row in page]

    def _created(self, records: Sequence[UUID]) -> dict[UUID, int]:
        """The runs that have added records. A record that came from the archive has none."""
        created = select(AuditRow.record_id, AuditRow.actor).where(AuditRow.action == Action.CREATE.value)
        with self._database.reading() as connection:
            rows = connection.execute(created.where(AuditRow.record_id.in_(records))).all()
        return {row.record_id: int(row.actor.name) for row in rows if row.actor.kind is ActorKind.RUN}

    def respelled(self, run: Run, *, since_run: int) -> int:
        """How many missing records the run has seen under the same identifier with other capital or small letters.

        SQLite compares only Latin letters; identifiers of portals have no others.
        """
        small = func.lower(RecordRow.identifier)
        there = select(func.count()).where(RecordRow.source == run.source, RecordRow.seen_run >= run.id)
        found = 0
        for ids in self.ids(run.source, since_run=since_run):
            with self._database.reading() as connection:
                names = list(connection.scalars(select(small).where(RecordRow.id.in_(ids))))
                found += connection.scalar(there.where(small.in_(names))) or 0
        return found


def missing(source: str, *, since_run: int) -> AnySelect:
    """The ids of the active records of a source that are missing since a run."""
    return select(RecordRow.id).where(
        RecordRow.source == source, RecordRow.status == Status.ACTIVE.value, RecordRow.seen_run < since_run
    )


def _whole(source: str) -> ColumnElement[bool]:
    """The condition that a run was a whole sweep of a source."""
    return and_(RunRow.source == source, RunRow.since.is_(None), RunRow.state == RunState.DONE.value)
