"""Runs and their reports: functions that make them, some from the store."""

from collections.abc import Iterable

from schemas.holds import Hold, settled
from schemas.model import Model
from schemas.runs import Run

from ..store import Store
from . import links
from .issues import with_examples
from .pages import following
from .shapes.runs import HeldLinks, HeldWithdrawal, RunAnswer, RunLinks, RunReport, RunsAnswer, Sweep


class ReportsAnswer(Model):
    """The reports of several runs."""

    items: tuple[RunReport, ...]


def run_views(store: Store, runs: Iterable[Run]) -> tuple[RunAnswer, ...]:
    """Runs, each with what became of its held withdrawal. It takes two queries for any number of runs up to a few hundred."""
    listed = tuple(runs)
    holds = store.holds.of_runs(run.id for run in listed)
    gone = store.holds.withdrawn(hold.id for hold in holds.values())

    def view(run: Run) -> RunAnswer:
        hold = holds.get(run.id)
        held = _held(hold, gone.get(hold.id, 0)) if hold else None
        return RunAnswer(**dict(run), sweep=Sweep.WHOLE if run.whole else Sweep.CHANGES, held=held, links=_links(run))

    return tuple(map(view, listed))


def run_view(store: Store, run: Run) -> RunAnswer:
    return run_views(store, [run])[0]


def run_report(store: Store, run: Run) -> RunReport:
    """A run with the issues and the hold that the store has of it."""
    view = run_view(store, run)
    groups = with_examples(store, run.source, store.runs.issue_groups(run.id))
    return RunReport(**dict(view), issues=groups, hold=view.held.links.hold if view.held else None)


def _held(hold: Hold, withdrawn: int) -> HeldWithdrawal:
    same = {name: getattr(hold, name) for name in ("id", "state", "by", "at", "count")}
    return HeldWithdrawal(**same, told=settled(hold), withdrawn=withdrawn, links=HeldLinks(hold=links.hold(hold.id)))


def list_runs(store: Store, *, source: str | None, limit: int, before: int | None = None) -> RunsAnswer:
    """A page of the runs of all sources or of one. A full page may have another after it."""
    runs = store.runs.list(source=source, limit=limit, before=before)
    after = following(runs, links.runs, limit=limit, source=source)
    return RunsAnswer(items=run_views(store, runs), next=after)


def _links(run: Run) -> RunLinks:
    return RunLinks(
        self=links.run(run.id),
        source=links.source(run.source),
        issues=links.issues(run.id),
        issues_csv=links.issues_csv(run.id),
        changes=links.changes(run.id),
        changes_csv=links.changes_csv(run.id),
        quality=links.quality([("source", run.source)]),
    )
