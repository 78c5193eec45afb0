"""The records that are missing at a portal, and since which run.

Each record notes the last run that saw it in the portal's list (`seen_run`). A record is missing *since a run* if neither
this run nor a later one has seen it. So Serai keeps no counter for each record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from schemas.actor import Actor, ActorKind
from schemas.audit import Action
from schemas.issues import REMOVES
from schemas.record import Status
from schemas.runs import Run, RunState

from .database import AnySelect, Database
from .models import AliasRow, AuditRow, IssueRow, RecordRow, RunRow


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

    def removed(self, run: Run, *, code: str | None = None) -> int:
        """How many records the run has removed (see `removed`)."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(removed(run, code=code).subquery())) or 0

    def removed_ids(self, run: Run, *, code: str) -> Iterator[list[UUID]]:
        """The records that the run has removed, in lists. They may be withdrawn meanwhile."""
        for page in self._database.pages(removed(run, code=code), by=RecordRow.id):
            yield [row.id for row in page]

    def overdue_since(self, run: Run, *, sweeps: int, started_by: datetime) -> int:
        """Return a run: a record that is missing since this run is overdue. Return 0 if no record can be overdue yet.

        A sweep is whole if it asked for everything, is `done`, and did not end early, or if the next one ended at the same place;
        `run` counts as one. An overdue record is missing in the last `sweeps` whole sweeps (`run` is the last), and since a whole
        sweep that started at `started_by` or earlier. A sweep whose start is before that of an earlier run was made by a clock
        that was behind: it is no proof of so long an absence.
        """
        whole = _sweeps(run)
        same_gap = and_(whole.c.gap > 0, whole.c.gap == whole.c.next_gap)
        settled = or_(~whole.c.early, whole.c.listed == whole.c.next_listed, same_gap)
        newest_first = select(whole.c.id).where(settled, whole.c.id < run.id).order_by(whole.c.id.desc()).limit(1)
        with self._database.reading() as connection:
            by_number = run.id if sweeps == 1 else connection.scalar(newest_first.offset(sweeps - 2))
            old = newest_first.where(whole.c.started <= started_by, ~_earlier_started_later(whole, run, started_by))
            by_time = run.id if run.started <= started_by else connection.scalar(old)
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


def removed(run: Run, *, code: str | None = None) -> AnySelect:
    """The ids of the active records of which the portal has said in a run outright that they are not there for everybody.

    A step of a run keeps this as its issues, of one kind if `code` is given. A record that the portal has listed in the same run
    is left out, because then it says both.
    """
    codes = REMOVES if code is None else (code,)
    said = select(IssueRow.identifier).where(IssueRow.run_id == run.id, IssueRow.code.in_(codes))
    moved = select(AliasRow.record_id).where(AliasRow.source == run.source, AliasRow.identifier.in_(said))
    return missing(run.source, since_run=run.id).where(or_(RecordRow.identifier.in_(said), RecordRow.id.in_(moved)))


def _earlier_started_later(sweeps: Subquery, run: Run, started_by: datetime) -> ColumnElement[bool]:
    earlier = aliased(RunRow)
    later = select(earlier.id).where(earlier.source == run.source, earlier.id < sweeps.c.id)
    return later.where(earlier.started > started_by, earlier.started <= run.started).exists()


def _sweeps(run: Run) -> Subquery:
    """The sweeps of a source that asked for everything and are `done`, and `run`, each with where the next one ended.

    `listed` is how many datasets a sweep listed, `gap` how many more the portal stated (NULL if it stated none). `early`: the
    list ended early, as `registry.pipeline.early` has noted.
    """
    listed = RunRow.read - RunRow.repeated
    gap = RunRow.stated_total - listed
    columns = (
        RunRow.id,
        RunRow.started,
        listed.label("listed"),
        gap.label("gap"),
        func.lead(listed).over(order_by=RunRow.id).label("next_listed"),
        func.lead(gap).over(order_by=RunRow.id).label("next_gap"),
        exists().where(IssueRow.run_id == RunRow.id, IssueRow.code == "list-ends-early").label("early"),
    )
    whole = or_(RunRow.state == RunState.DONE.value, RunRow.id == run.id)
    return select(*columns).where(RunRow.source == run.source, RunRow.since.is_(None), whole).subquery()
