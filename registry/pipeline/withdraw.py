"""Withdrawing what a portal lists no more, so that no fault of a portal is taken for it.

Only a whole sweep withdraws, and only what has been missing for the source's grace. What does not fit the source's expectation is
held for a person, who releases or drops it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import Action
from schemas.holds import Hold, HoldState
from schemas.issues import Issue
from schemas.record import CatalogRecord, Status
from schemas.runs import Run, RunState
from schemas.source import Source

from ..services import Services
from ..store.errors import StaleRecord
from ..store.records import Progress, Save
from .doubt import Doubt, doubt_about

ATTEMPTS = 5
"""How often a batch is tried while people change its records."""


@dataclass(frozen=True)
class Conclusion:
    """How a run ends that came to the end of the portal's list."""

    state: RunState = RunState.DONE
    error: str | None = None
    withdrawn: int = 0
    found: tuple[Issue, ...] = ()


def conclude(services: Services, source: Source, run: Run) -> Conclusion:
    """Withdraw what is missing, or hold it; the run must have met everything that the portal listed.

    A run that asked only for changes has nothing to say about what is missing. May be called again for the same run.
    """
    if run.since is not None:
        return Conclusion()
    store = services.store
    overdue = store.absence.past_grace(
        run, sweeps=source.grace.sweeps, started_by=run.started - timedelta(days=source.grace.days)
    )
    doubt = doubt_about(store, source, run, overdue=overdue)
    found = (doubt.issue,) if doubt and doubt.issue else ()
    if doubt and doubt.missing:
        return replace(_held(services, run, doubt), found=found)
    store.holds.supersede(source.id, at=services.clock())
    _withdraw(services, store.absence.ids(source.id, before=overdue), by=Actor.of_run(run.id), details={"run": run.id}, run=run)
    return Conclusion(withdrawn=store.changes.counts(run.id).get(Action.WITHDRAW, 0), found=found)


def release(services: Services, hold_id: int, *, by: Actor, reason: str) -> Hold:
    """Withdraw what is held, but for what a run has met since, and return the settled hold.

    Raises `HoldMissing` and `HoldSettled`.
    """
    store = services.store
    hold = store.holds.settle(hold_id, HoldState.RELEASED, by=by, reason=reason, at=services.clock())
    details = {"run": hold.run, "hold": hold.id, "reason": reason}
    _withdraw(services, store.holds.still_missing(hold), by=by, details=details)
    return hold


def drop(services: Services, hold_id: int, *, by: Actor, reason: str) -> Hold:
    """Keep what is held: it was the portal's fault. The next whole sweep decides anew.

    Raises `HoldMissing` and `HoldSettled`.
    """
    return services.store.holds.settle(hold_id, HoldState.DROPPED, by=by, reason=reason, at=services.clock())


def _held(services: Services, run: Run, doubt: Doubt) -> Conclusion:
    services.store.holds.propose(run, cause=doubt.cause, explanation=doubt.explanation, before=doubt.before, at=services.clock())
    return Conclusion(RunState.HELD, error=doubt.explanation)


def _withdraw(
    services: Services, pages: Iterable[Sequence[UUID]], *, by: Actor, details: dict[str, Any], run: Run | None = None
) -> None:
    """Withdraw records a page at a time, each only as long as the run still holds its source."""
    for ids in pages:
        _withdraw_together(services, ids, by=by, details=details, progress=Progress(run) if run else None)


def _withdraw_together(
    services: Services, ids: Sequence[UUID], *, by: Actor, details: dict[str, Any], progress: Progress | None
) -> None:
    """Withdraw records in one transaction. A person may change one meanwhile: then all are read again."""
    records = services.store.records
    for attempt in range(1, ATTEMPTS + 1):
        active = [record for record in records.get_many(ids).values() if record.status is Status.ACTIVE]
        saves = [Save(record=_withdrawn(record), action=Action.WITHDRAW, details=details) for record in active]
        try:
            records.save(saves, actor=by, at=services.clock(), progress=progress)
        except StaleRecord:
            if attempt == ATTEMPTS:
                raise
        else:
            return


def _withdrawn(record: CatalogRecord) -> CatalogRecord:
    """The record in its last state, as withdrawn."""
    return record.model_copy(update={"status": Status.WITHDRAWN, "version": record.version + 1})
