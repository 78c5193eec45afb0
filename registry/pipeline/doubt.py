"""Doubt about a whole sweep: what makes a list of missing datasets look like a fault of the portal."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from schemas.holds import HoldCause
from schemas.issues import Issue, issue
from schemas.runs import Run
from schemas.source import Source

from ..store import Store


@dataclass(frozen=True)
class Doubt:
    """Why a person has to look.

    `before` names the records that are held, as in `Absence`; `missing` is how many they are. `issue` is for the portal's staff.
    """

    cause: HoldCause
    explanation: str
    before: int
    missing: int
    issue: Issue | None = None


@dataclass(frozen=True)
class Sweep:
    """A whole sweep at its end. What was not met by a run from `overdue` on is missing for longer than the source's grace."""

    store: Store
    source: Source
    run: Run
    overdue: int

    @cached_property
    def listed(self) -> int:
        """How many datasets the portal listed."""
        return self.run.counts.read - self.run.counts.repeated

    @cached_property
    def missing(self) -> int:
        """How many datasets the portal listed once and not now."""
        return self.store.absence.count(self.source.id, before=self.run.id)

    @cached_property
    def overdue_count(self) -> int:
        return self.store.absence.count(self.source.id, before=self.overdue)

    @cached_property
    def kept(self) -> int:
        """How many datasets of the portal we had before the run."""
        counts = self.run.counts
        return self.store.records.count(source=self.source.id) - counts.new - counts.restored


def doubt_about(store: Store, source: Source, run: Run, *, overdue: int) -> Doubt | None:
    """The weightiest doubt about a sweep, or None."""
    sweep = Sweep(store, source, run, overdue)
    return next((doubt for check in CHECKS if (doubt := check(sweep))), None)


def _empty(sweep: Sweep) -> Doubt | None:
    if sweep.listed or not sweep.missing:
        return None
    return _all_missing(
        sweep,
        HoldCause.EMPTY_ANSWER,
        f"the portal lists no dataset, and {sweep.missing} are kept of it",
        issue("list-empty", value=f"0 listed, {sweep.missing} kept"),
    )


def _unexpected(sweep: Sweep) -> Doubt | None:
    expect = sweep.source.expect
    if expect.includes(sweep.listed):
        return None
    least, most = expect.min or 0, "any number" if expect.max is None else expect.max
    return _all_missing(
        sweep,
        HoldCause.COUNT_UNEXPECTED,
        f"the portal lists {sweep.listed} datasets, expected are {least} to {most}, and {sweep.missing} are missing",
        issue("count-unexpected", value=f"{sweep.listed} listed, {least} to {most} expected"),
    )


def _too_many(sweep: Sweep) -> Doubt | None:
    if sweep.missing <= sweep.source.expect.allowed(sweep.kept):
        return None
    allowed = sweep.source.expect.allowed(sweep.kept)
    return _all_missing(
        sweep,
        HoldCause.TOO_MANY,
        f"{sweep.missing} of {sweep.kept} datasets are missing, and {allowed} may be without a person",
        issue("many-missing", value=f"{sweep.missing} of {sweep.kept}"),
    )


def _unstable(sweep: Sweep) -> Doubt | None:
    """A list that moves while it is read, or ends before its stated end, may hold what we did not see."""
    if not sweep.overdue_count:
        return None
    codes = {group.code for group in sweep.store.runs.issue_groups(sweep.run.id)} & UNSTABLE
    if not codes:
        return None
    explanation = f"{sweep.overdue_count} datasets are missing, but the list is not sure to be whole: {', '.join(sorted(codes))}"
    return Doubt(HoldCause.LIST_UNSTABLE, explanation, sweep.overdue, sweep.overdue_count)


def _respelled(sweep: Sweep) -> Doubt | None:
    count = sweep.store.absence.respelled(sweep.run, before=sweep.overdue) if sweep.overdue_count else 0
    if not count:
        return None
    explanation = f"{count} of {sweep.overdue_count} missing datasets are there under the same identifier in other letters"
    found = issue("identifiers-respelled", value=f"{count} of {sweep.overdue_count}")
    return Doubt(HoldCause.IDENTIFIERS_RESPELLED, explanation, sweep.overdue, sweep.overdue_count, found)


UNSTABLE = frozenset({"identifier-repeated", "total-wrong"})
"""The kinds of issues by which a list shows that it moved, or that it is not what it says."""

CHECKS: tuple[Callable[[Sweep], Doubt | None], ...] = (_empty, _unexpected, _too_many, _unstable, _respelled)


def _all_missing(sweep: Sweep, cause: HoldCause, explanation: str, found: Issue) -> Doubt:
    """A doubt about the whole list: everything missing is held, however short it has been missing."""
    return Doubt(cause, explanation, sweep.run.id, sweep.missing, found)
