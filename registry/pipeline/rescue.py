"""Rescue from the archive, without a request to a portal: read raw records again, or put a source back to an earlier run.

Both report the differences, and apply them only if told to. The decisions of people stay.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import CatalogRecord, Status
from schemas.rescue import RescueReport
from schemas.runs import Run, RunState
from schemas.source import Source

from ..services import Services
from ..store.errors import RunActive
from .rewrite import Goal, Rewrite

BATCH = 200
"""How many records are processed together."""


class RescueError(Exception):
    """A source cannot be put back."""


class RunNotEnded(RescueError):
    """The run has not ended, so the state of the source after it is not known yet."""


def renormalise(services: Services, source: Source, *, apply: bool, by: Actor) -> RescueReport:
    """Make the dataset of every record again from its archived raw record, and report the differences.

    Raises `RunActive` while the source is harvested, `StaleRecord` (somebody keeps changing records: run it again) and
    `StoreUnavailable`.
    """
    check_idle(services, source)
    rewrite = Rewrite(services, source, by=by, apply=apply, action=Action.RENORMALISE, remake_all=True, details={})
    for batch in batches(services.store.records.stream(source=source.id)):
        rewrite.batch(batch, {record.id: Goal() for record in batch})
    return rewrite.report()


def revert(services: Services, source: Source, run: Run, *, apply: bool, by: Actor) -> RescueReport:
    """Put a source back to its state at the end of an earlier run, and report the differences.

    A record that was added later is withdrawn. A record that was withdrawn later becomes active again. A record that changed
    later is made from the raw record of that time. The next harvest brings in what the portal lists then.

    Raises `RunNotEnded`, and what `renormalise` raises.
    """
    if run.ended is None or run.source != source.id:
        raise RunNotEnded(f"run {run.id} has not ended, or is not a run of {source.id}")
    check_idle(services, source)
    details = {"run": run.id}
    rewrite = Rewrite(services, source, by=by, apply=apply, action=Action.REVERT, remake_all=False, details=details)
    for batch in batches(services.store.records.stream(source=source.id)):
        past = services.store.changes.past([record.id for record in batch], at=run.ended)
        earlier = {record: Goal(then.status, then.raw_hash) for record, then in past.items()}
        moved = services.store.aliases.survivors(earlier)  # a twin stays withdrawn: its dataset has an older record
        rewrite.batch(batch, {record.id: earlier.get(record.id, NOT_THERE) for record in batch if record.id not in moved})
    return rewrite.report()


NOT_THERE = Goal(Status.WITHDRAWN)
"""The goal of a record that the source did not have yet."""


def check_idle(services: Services, source: Source) -> None:
    """Raises `RunActive` while a source is harvested."""
    last = services.store.runs.last(source.id)
    if last and last.state is RunState.RUNNING:
        raise RunActive(source.id, run=last.id)


def batches(records: Iterable[CatalogRecord]) -> Iterator[list[CatalogRecord]]:
    """The records in lists of at most `BATCH`."""
    rest = iter(records)
    while batch := list(islice(rest, BATCH)):
        yield batch
