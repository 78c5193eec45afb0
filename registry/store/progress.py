"""How far a run has got: written in the transaction that keeps what it has found, so that the two never differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, update

from schemas.issues import Issue
from schemas.runs import Run

from . import leases, run_issues
from .database import chunks
from .models import RecordRow
from .run_rows import progress_values


@dataclass(frozen=True)
class Progress:
    """A step of a run: its account after the step, and what the step found.

    `cursor` is where reading goes on after the step; None says that it goes on where it did before. `met` are the records that
    were sighted unchanged, and `moved` the raw records that they have now, where that differs in nothing that we read.
    """

    run: Run
    cursor: str | None = None
    issues: Sequence[Issue] = ()
    met: Sequence[UUID] = ()
    moved: Mapping[UUID, str] = field(default_factory=dict)


def advance(connection: Connection, progress: Progress, *, at: datetime) -> None:
    """Keep a step. Raises `RunLost` if another attempt holds the run: then nothing of the transaction may be kept."""
    run = progress.run
    values = progress_values(run) | {"heartbeat": at, "fruitless": 0}
    if progress.cursor is not None:
        values["cursor"] = progress.cursor
    leases.change(connection, run, **values)
    run_issues.add(connection, run.id, progress.issues)
    note_sightings(connection, run.id, progress.met, progress.moved)


def note_sightings(connection: Connection, run: int, records: Iterable[UUID], raw_hashes: Mapping[UUID, str]) -> None:
    """Note that a run has met records, and which raw records they have now. A run older than the noted one changes nothing."""
    met = update(RecordRow).values(seen_run=run).where(RecordRow.seen_run < run)
    moved = update(RecordRow).values(raw_hash=bindparam("new_hash")).where(RecordRow.id == bindparam("of"))
    for chunk in chunks(records):
        connection.execute(met.where(RecordRow.id.in_(chunk)))
    if raw_hashes:
        connection.execute(moved, [{"of": record, "new_hash": raw_hash} for record, raw_hash in raw_hashes.items()])
