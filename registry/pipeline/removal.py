"""Withdrawing what a portal has removed outright: it says that a dataset is deleted, private, a draft or no dataset.

That is no absence. So every run withdraws it at its end, without grace, also one that asked only for changes or that could not
read the whole list. The limits are those of absence: a portal that marks everything private by mistake must not empty the
catalogue.
"""

from schemas.actor import Actor
from schemas.audit import Action
from schemas.holds import HoldCause, Values
from schemas.issues import REMOVES, Issue, issue
from schemas.runs import Run, RunState
from schemas.source import Source

from ..services import Services
from .doubt import Doubt
from .withdraw import SweepEnd, end_sweep, held, refusals, withdraw


def end_run(services: Services, source: Source, run: Run, *, failure: str | None = None) -> SweepEnd:
    """Withdraw what the portal has removed, and what is missing, or hold it. All steps of the run must be stored before.

    `failure` says why the list could not be read to its end: then the run is partial, and nothing is concluded from absence. This
    may be called again for the same run.
    """
    removed = _end_removed(services, source, run)
    end = removed
    if failure is not None:
        error = f"{failure}; {removed.error}" if removed.error else failure
        end = SweepEnd(RunState.PARTIAL, error=error, found=removed.found)
    elif removed.state is RunState.DONE:
        swept = end_sweep(services, source, run)
        end = SweepEnd(swept.state, error=swept.error, found=removed.found + swept.found)
    withdrawn = services.store.changes.counts(run.id).get(Action.WITHDRAW, 0)
    return SweepEnd(end.state, error=end.error, withdrawn=withdrawn, found=end.found)


def _end_removed(services: Services, source: Source, run: Run) -> SweepEnd:
    if doubt := _too_many(services, source, run):
        return held(services, run, doubt)
    found: list[Issue] = []
    for code in REMOVES:
        pages = services.store.absence.removed_ids(run, code=code)
        details = {"run": run.id, "said": code}
        found += refusals(withdraw(services, pages, by=Actor.of_run(run.id), details=details, run=run))
    return SweepEnd(found=tuple(found))


def _too_many(services: Services, source: Source, run: Run) -> Doubt | None:
    """A doubt if more is removed than may be withdrawn without a person.

    What earlier runs have withdrawn since the last whole sweep counts too, so that many small runs cannot do what one may not.
    """
    store = services.store
    count = store.absence.removed(run)
    if not count:
        return None
    sweep = store.runs.last_sweep(source.id)
    before = store.runs.withdrawn_after(sweep.id if sweep else 0, before=run, started=run.started - source.sweep_every)
    before += store.changes.counts(run.id).get(Action.WITHDRAW, 0)
    kept = store.records.count(source=source.id) + before - run.counts.new - run.counts.restored
    allowed = source.expect.allowed(kept)
    if count + before <= allowed:
        return None
    gone: Values = {"gone": before} if before else {}
    values: Values = {"removed": count, "kept": kept, "allowed": allowed, **gone}
    return Doubt(HoldCause.MANY_REMOVED, values, None, count, issue("many-removed", value=f"{count} of {kept}"))
