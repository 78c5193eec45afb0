"""How far a run has got. It is written in the transaction that saves the records of the step, so that both always agree."""

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
    """A step of a run: the run with its counts after the step, and what the step found besides the records to save.

    `cursor` is where reading continues after the step; None does not change it. `met` are records that the portal lists and that
    have not changed. Some of them have a new raw record from which the same dataset is made: `moved` has its hash.
    """

    run: Run
    cursor: str | None = None
    issues: Sequence[Issue] = ()
    met: Sequence[UUID] = ()
    moved: Mapping[UUID, str] = field(default_factory=dict)


def keep_step(connection: Connection, progress: Progress, *, at: datetime) -> None:
    """Keep a step. Raises `RunLost` if another attempt holds the run: then the transaction must be rolled back."""
    run = progress.run
    values = progress_values(run) | {"heartbeat": at, "fruitless": 0}
    if progress.cursor is not None:
        values["cursor"] = progress.cursor
    leases.change(connection, run, **values)
    run_issues.add(connection, run.id, progress.issues)
    note_seen(connection, run.id, progress.met, progress.moved)


def note_seen(connection: Connection, run: int, records: Iterable[UUID], raw_hashes: Mapping[UUID, str]) -> None:
    """Note that a run has seen records, and the hashes of new raw records. An older run than the noted one changes nothing."""
    seen = update(RecordRow).values(seen_run=run).where(RecordRow.seen_run < run)
    moved = update(RecordRow).values(raw_hash=bindparam("new_hash"), read_run=run).where(RecordRow.id == bindparam("of"))
    for chunk in chunks(records):
        connection.execute(seen.where(RecordRow.id.in_(chunk)))
    if raw_hashes:
        connection.execute(moved, [{"of": record, "new_hash": raw_hash} for record, raw_hash in raw_hashes.items()])
