"""Withdrawing records that a portal does not list any more, unless a fault of the portal is the likely cause.

Only a whole sweep withdraws what is missing, and only records that have been missing for the source's grace period. If the
source's declaration does not expect the result, the withdrawal is held for a person, who releases or drops it. What a portal
removes outright is in `removal.py`.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import Action
from schemas.holds import Hold, HoldState
from schemas.issues import REMOVES, Issue, issue
from schemas.record import CatalogRecord, Status
from schemas.runs import Run, RunState
from schemas.source import Source

from ..services import Services
from ..store.progress import Progress
from ..store.saving import Save
from .doubt import Doubt, doubt_about
from .early import ends_early
from .keep import Kept, keep
from .outcomes import Left, Unchanged, Unstorable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SweepEnd:
    """How a run ends that has read the portal's list. `found` are issues about the list as a whole."""

    state: RunState = RunState.DONE
    error: str | None = None
    withdrawn: int = 0
    found: tuple[Issue, ...] = ()


def end_sweep(services: Services, source: Source, run: Run) -> SweepEnd:
    """Withdraw what is missing, or hold it. All steps of the run must be stored before.

    A run that asked only for changes cannot know what is missing. This may be called again for the same run.
    """
    if run.since is not None:
        return SweepEnd()
    store = services.store
    overdue = store.absence.overdue_since(
        run,
        sweeps=source.grace.sweeps,
        started_by=min(run.started, services.clock()) - timedelta(days=source.grace.days),  # the clock may have been ahead
    )
    doubt = doubt_about(store, source, run, overdue=overdue)
    found: tuple[Issue, ...] = (doubt.issue,) if doubt and doubt.issue else ()
    if doubt and doubt.missing:
        return held(services, run, doubt)
    if early := ends_early(store, source, run):
        return SweepEnd(found=(*found, early))
    store.holds.supersede(run, at=services.clock())
    missing = store.absence.ids(source.id, since_run=overdue)
    found += refusals(withdraw(services, missing, by=Actor.of_run(run.id), details={"run": run.id}, run=run))
    return SweepEnd(found=found)


def release(services: Services, hold_id: int, *, by: Actor, reason: str) -> Hold:
    """Withdraw what is held, except what a run has met since, and return the settled hold.

    Raises `HoldMissing` and `HoldSettled`.
    """
    store = services.store
    hold = store.holds.settle(hold_id, HoldState.RELEASED, by=by, reason=reason, at=services.clock())
    details = {"run": hold.run, "hold": hold.id, "reason": reason}
    for code in REMOVES:
        withdraw(services, store.holds.still_missing(hold, said=code), by=by, details=details | {"said": code})
    withdraw(services, store.holds.still_missing(hold), by=by, details=details)
    return hold


def drop(services: Services, hold_id: int, *, by: Actor, reason: str) -> Hold:
    """Keep what is held, because the portal had a fault. The next whole sweep decides again.

    Raises `HoldMissing` and `HoldSettled`.
    """
    return services.store.holds.settle(hold_id, HoldState.DROPPED, by=by, reason=reason, at=services.clock())


def held(services: Services, run: Run, doubt: Doubt) -> SweepEnd:
    """Hold a withdrawal, and say so."""
    services.store.holds.propose(
        run,
        cause=doubt.cause,
        explanation=doubt.explanation,
        values=doubt.values,
        since_run=doubt.since_run,
        at=services.clock(),
        pairs=doubt.pairs,
    )
    return SweepEnd(RunState.HELD, error=doubt.explanation, found=(doubt.issue,) if doubt.issue else ())


def withdraw(
    services: Services, pages: Iterable[Sequence[UUID]], *, by: Actor, details: dict[str, Any], run: Run | None = None
) -> list[Unstorable]:
    """Withdraw records, one page in each transaction, while the run holds its source. Return those that cannot be stored."""

    def make(_: object, current: CatalogRecord | None) -> Save | Left:
        if current is None or current.status is Status.WITHDRAWN:
            return Unchanged()
        return Save(_withdrawn(current), Action.WITHDRAW, details)

    def write(kept: Kept) -> None:
        services.store.records.save(kept.saves, actor=by, at=services.clock(), progress=Progress(run) if run else None)

    unstorable: list[Unstorable] = []
    for page in pages:
        unstorable += keep(services, dict.fromkeys(page), make, actor=by, write=write).unstorable.values()
    for each in unstorable:
        log.warning("record %s could not be withdrawn: %s", each.identifier, each.error)
    return unstorable


def refusals(unstorable: Iterable[Unstorable]) -> tuple[Issue, ...]:
    """An issue for each record that could not be withdrawn."""
    return tuple(issue("record-refused", identifier=each.identifier, value=str(each.error)) for each in unstorable)


def _withdrawn(record: CatalogRecord) -> CatalogRecord:
    """The record as withdrawn. Everything else stays as it is, including its assessment."""
    return record.model_copy(update={"status": Status.WITHDRAWN, "version": record.version + 1})
