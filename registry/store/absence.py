"""The records that a sweep has not met, and since when.

Nothing is counted for each record: a record that was last met by run 7 is missing in every whole sweep of its source after 7.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from schemas.record import Status
from schemas.runs import Run, RunState

from .database import AnySelect, Database, chunks
from .models import RecordRow, RunRow


class Absence:
    """Finds what is missing. `before` is a run: a record is missing that neither this run nor a later one has met."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def past_grace(self, run: Run, *, sweeps: int, started_by: datetime) -> int:
        """The `before` of the records that are missing in the last `sweeps` whole sweeps, `run` being the last, and of which
        one has started by a time. 0 if there are none: the portal was not read often or long enough.

        A sweep is whole that asked for everything and is `done`.
        """
        earlier = (
            select(RunRow.id)
            .where(RunRow.source == run.source, RunRow.since.is_(None), RunRow.state == RunState.DONE.value, RunRow.id < run.id)
            .order_by(RunRow.id.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            often = run.id if sweeps == 1 else connection.scalar(earlier.offset(sweeps - 2))
            enough = run.id if run.started <= started_by else connection.scalar(earlier.where(RunRow.started <= started_by))
        return min(often or 0, enough or 0)

    def count(self, source: str, *, before: int) -> int:
        """How many active records of a source are missing."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(missing(source, before=before).subquery())) or 0

    def ids(self, source: str, *, before: int) -> Iterator[list[UUID]]:
        """Which those are, in lists. They may be withdrawn while this goes on."""
        after: UUID | None = None
        statement = missing(source, before=before).order_by(RecordRow.id).limit(PAGE)
        while True:
            page = statement if after is None else statement.where(RecordRow.id > after)
            with self._database.reading() as connection:
                found = list(connection.scalars(page))
            if not found:
                return
            yield found
            after = found[-1]

    def respelled(self, run: Run, *, before: int) -> int:
        """How many of the missing records the run has met under the same identifier in other letters, capital or small.

        Only Latin letters are compared on SQLite; identifiers of portals have no others.
        """
        small = func.lower(RecordRow.identifier)
        there = select(func.count()).where(RecordRow.source == run.source, RecordRow.seen_run >= run.id)
        found = 0
        for page in self.ids(run.source, before=before):
            for chunk in chunks(page):
                with self._database.reading() as connection:
                    names = list(connection.scalars(select(small).where(RecordRow.id.in_(chunk))))
                    found += connection.scalar(there.where(small.in_(names))) or 0
        return found


PAGE = 500
"""How many ids are read at once."""


def missing(source: str, *, before: int) -> AnySelect:
    """The ids of the active records of a source that neither `before` nor a later run has met."""
    return select(RecordRow.id).where(
        RecordRow.source == source, RecordRow.status == Status.ACTIVE.value, RecordRow.seen_run < before
    )
