"""Numbers for monitoring and reports: sums over runs, issues and records, without reading their rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, type_coerce

from schemas.assessment import AssertedBy, LicenseStatus
from schemas.record import Status
from schemas.runs import RunCounts, RunState

from .columns import JSON_TEXT
from .database import Database, chunks
from .models import IssueRow, LayersRow, RecordRow, RunRow
from .run_rows import COUNTS


@dataclass(frozen=True)
class RunFigures:
    """All runs of a source in one state: how many, and the sums of their counts."""

    source: str
    state: RunState
    runs: int
    counts: RunCounts


class Figures:
    """Sums that the database makes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def runs(self) -> tuple[RunFigures, ...]:
        """One item for each source and state that has runs."""
        sums = [func.sum(getattr(RunRow, name)).label(name) for name in COUNTS]
        statement = select(RunRow.source, RunRow.state, func.count().label("runs"), *sums).group_by(RunRow.source, RunRow.state)
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple(
            RunFigures(row.source, RunState(row.state), row.runs, RunCounts(**{name: int(getattr(row, name)) for name in COUNTS}))
            for row in rows
        )

    def issues(self, runs: Iterable[int]) -> dict[int, dict[str, int]]:
        """How many issues of each kind some runs have; a run without issues is left out. It reads an index, no rows."""
        found: dict[int, dict[str, int]] = defaultdict(dict)
        columns = (IssueRow.run_id, IssueRow.code)
        with self._database.reading() as connection:
            for chunk in chunks(runs):
                counted = select(*columns, func.count().label("number")).where(IssueRow.run_id.in_(chunk)).group_by(*columns)
                for row in connection.execute(counted):
                    found[row.run_id][row.code] = row.number
        return dict(found)

    def licenses(self, source: str) -> dict[tuple[LicenseStatus, AssertedBy], int]:
        """How many active records of a source end with each status of the licence, by who asserts it; read from their layers."""
        assessment = type_coerce(LayersRow.assessment, JSON_TEXT)
        parts = [assessment["license", name].as_string().label(f"license_{name}") for name in ("status", "asserted_by")]
        statement = (
            select(*parts, func.count().label("records"))
            .join(RecordRow, RecordRow.id == LayersRow.record_id)
            .where(RecordRow.source == source, RecordRow.status == Status.ACTIVE.value)
            .group_by(*(part.name for part in parts))  # by name: the database must see that they are the columns above
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return {(LicenseStatus(row[0]), AssertedBy(row[1])): row.records for row in rows}
