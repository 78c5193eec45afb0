"""Runs and their reports: their shapes, and functions that make them, some from the store."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from schemas.holds import Hold
from schemas.model import Model
from schemas.runs import IssueGroup, Run

from ..store import Store
from . import links
from .links import Link
from .pages import following
from .quality import Quality


class RunLinks(Model):
    self: Link
    source: Link
    issues: Link
    issues_csv: Link
    changes: Link
    changes_csv: Link
    quality: Link


class RunAnswer(Run):
    """One harvest of one source, with its counts."""

    links: RunLinks


class RunReport(RunAnswer):
    """A run with its issues grouped by kind and place. `hold` leads to its held withdrawal, also when that is settled.

    `quality` is there in the report of a check, whose records are not kept. Of other runs, a link leads to it.
    """

    issues: tuple[IssueGroup, ...]
    hold: Link | None = None
    quality: Annotated[Quality | None, Field(exclude_if=lambda quality: quality is None)] = None


class ReportsAnswer(Model):
    """The reports of several runs."""

    items: tuple[RunReport, ...]


class RunsAnswer(Model):
    """Runs, the latest first."""

    items: tuple[RunAnswer, ...]
    next: Link | None = None


def run_view(run: Run) -> RunAnswer:
    return RunAnswer(**dict(run), links=_links(run))


def run_report(run: Run, groups: Iterable[IssueGroup], *, hold: Hold | None = None, quality: Quality | None = None) -> RunReport:
    """A run with issues that are already read."""
    leads_to = links.hold(hold.id) if hold else None
    return RunReport(**dict(run), links=_links(run), issues=tuple(groups), hold=leads_to, quality=quality)


def stored_report(store: Store, run: Run) -> RunReport:
    """A run with the issues and the hold that the store has of it."""
    return run_report(run, store.runs.issue_groups(run.id), hold=store.holds.of_run(run.id))


def list_runs(store: Store, *, source: str | None, limit: int, before: int | None = None) -> RunsAnswer:
    """A page of the runs of all sources or of one. A full page may have another after it."""
    runs = store.runs.list(source=source, limit=limit, before=before)
    after = following(runs, links.runs, limit=limit, source=source)
    return RunsAnswer(items=tuple(run_view(run) for run in runs), next=after)


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
