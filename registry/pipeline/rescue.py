"""Rescue from the archive, without asking a portal: normalise anew, or put a source back to what it was after an earlier run.

Both tell the difference, and apply it only when told to. What people decided stays.
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
from ..store.changes import Past
from ..store.errors import RunActive
from .rewrite import Rewrite

BATCH = 200
"""How many records are looked at together."""


class RescueError(Exception):
    """A source cannot be put back."""


class RunNotEnded(RescueError):
    """Nobody knows yet what the source is after this run."""


def renormalise(services: Services, source: Source, *, apply: bool, by: Actor) -> RescueReport:
    """Make the dataset of every record anew from its archived raw record, and say what differs.

    Raises `RunActive` while the source is harvested, and `StaleRecord` if somebody changes a record meanwhile: run it again.
    """
    _check_idle(services, source)
    rewrite = Rewrite(services, source, by=by, apply=apply, details={})
    for batch in _batches(services.store.records.stream(source=source.id)):
        for record in batch:
            rewrite.put(record, Past(record.status, record.provenance.raw_hash), action=Action.RENORMALISE, anew=True)
        rewrite.flush()
    return rewrite.report()


def restore(services: Services, source: Source, run: Run, *, apply: bool, by: Actor) -> RescueReport:
    """Put a source back to what it was when an earlier run of it ended, and say what differs.

    What came later is withdrawn, what was withdrawn later is active again, and what changed later is made from the raw record of
    that time. The next harvest takes in again what the portal says by then.

    Raises `RunNotEnded`, and what `renormalise` raises.
    """
    if run.ended is None or run.source != source.id:
        raise RunNotEnded(f"run {run.id} has not ended, or is none of {source.id}")
    _check_idle(services, source)
    rewrite = Rewrite(services, source, by=by, apply=apply, details={"run": run.id})
    for batch in _batches(services.store.records.stream(source=source.id)):
        past = services.store.changes.past([record.id for record in batch], at=run.ended)
        for record in batch:
            rewrite.put(record, past.get(record.id) or _not_there(record), action=Action.REVERT, anew=False)
        rewrite.flush()
    return rewrite.report()


def _not_there(record: CatalogRecord) -> Past:
    """A record that came later."""
    return Past(Status.WITHDRAWN, record.provenance.raw_hash)


def _check_idle(services: Services, source: Source) -> None:
    last = services.store.runs.last(source.id)
    if last and last.state is RunState.RUNNING:
        raise RunActive(source.id, run=last.id)


def _batches(records: Iterable[CatalogRecord]) -> Iterator[list[CatalogRecord]]:
    rest = iter(records)
    while batch := list(islice(rest, BATCH)):
        yield batch
