"""Runs and their reports: their shapes, and functions that make them, some from the store."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.actor import Actor
from schemas.holds import Hold, HoldState, settled
from schemas.model import Model
from schemas.runs import Run

from ..store import Store
from . import links
from .issues import GroupAnswer, with_examples
from .links import Link
from .pages import following
from .quality import Quality


class Sweep(StrEnum):
    """How much a run asked for. Stable: a code is never renamed."""

    WHOLE = "whole"
    CHANGES = "changes"


class RunLinks(Model):
    self: Link
    source: Link
    issues: Link
    issues_csv: Link
    changes: Link
    changes_csv: Link
    quality: Link


class HeldLinks(Model):
    hold: Link


class HeldWithdrawal(Model):
    """What became of the withdrawal that a run has held: the state, who settled it when, and the same in words (`told`).

    Of a superseded one `by` is the newer run. `count` is how many records it is about, `withdrawn` how many of them are withdrawn
    now.
    """

    id: int
    state: HoldState
    told: str
    by: Actor | None
    at: datetime | None
    count: int
    withdrawn: int
    links: HeldLinks


class RunAnswer(Run):
    """One harvest of one source, with its counts.

    `sweep` says whether the portal was asked for everything (`whole`) or only for what had changed (`changes`), `counts.read` how
    much was read. `held` is what became of the run's held withdrawal, if it has one.
    """

    sweep: Sweep
    held: HeldWithdrawal | None = None
    links: RunLinks


class RunReport(RunAnswer):
    """A run with its issues grouped by kind and place. `hold` leads to its held withdrawal, also when that is settled.

    `quality` is there in the report of a check, whose records are not kept. Of other runs, a link leads to it.
    """

    issues: tuple[GroupAnswer, ...]
    hold: Link | None = None
    quality: Annotated[Quality | None, Field(exclude_if=lambda quality: quality is None)] = None


class ReportsAnswer(Model):
    """The reports of several runs."""

    items: tuple[RunReport, ...]


class RunsAnswer(Model):
    """Runs, the latest first."""

    items: tuple[RunAnswer, ...]
    next: Link | None = None


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
