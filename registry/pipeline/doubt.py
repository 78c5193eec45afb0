"""Doubts about a whole sweep: signs that datasets are missing because the portal has a fault."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from schemas.audit import Action
from schemas.holds import Evidence, HoldCause, Pair, Values, explained
from schemas.issues import Issue, issue
from schemas.runs import Run
from schemas.source import Source

from ..store import Store
from .twins import Found, find


@dataclass(frozen=True)
class Doubt:
    """Why a person has to decide about a withdrawal.

    `since_run` selects the records that are held, as in `Absence`; None: those that the run has removed. `missing` is their
    number. `values` fill the gaps of the sentence about the cause. `issue` is for the portal's staff. `pairs` are those of these
    records that the portal lists again under another identifier.
    """

    cause: HoldCause
    values: Values
    since_run: int | None
    missing: int
    issue: Issue | None = None
    pairs: tuple[Pair, ...] = ()

    @property
    def explanation(self) -> str:
        """The cause as an English sentence."""
        return explained(self.cause, self.values) or self.cause


@dataclass(frozen=True)
class Sweep:
    """A whole sweep at its end.

    A record is overdue if neither run `overdue` nor a later one has met it. Then it is missing for longer than the source's grace
    period.
    """

    store: Store
    source: Source
    run: Run
    overdue: int

    @cached_property
    def listed(self) -> int:
        """How many datasets the portal listed."""
        return self.run.counts.listed

    @cached_property
    def missing(self) -> int:
        """How many datasets the portal listed before and does not list now."""
        return self.store.absence.count(self.source.id, since_run=self.run.id)

    @cached_property
    def pairs(self) -> tuple[Found, ...]:
        """Missing datasets that the portal lists under another identifier."""
        return find(self.store, self.run) if self.missing else ()

    @cached_property
    def overdue_count(self) -> int:
        """How many datasets are overdue."""
        return self.store.absence.count(self.source.id, since_run=self.overdue)

    @cached_property
    def kept(self) -> int:
        """How many datasets of the portal were in the catalogue before the run."""
        counts = self.run.counts
        return self.store.records.count(source=self.source.id) + self.gone - counts.new - counts.restored

    @cached_property
    def gone(self) -> int:
        """How many datasets the run has withdrawn already, because the portal has removed them."""
        return self.store.changes.counts(self.run.id).get(Action.WITHDRAW, 0)


def doubt_about(store: Store, source: Source, run: Run, *, overdue: int) -> Doubt | None:
    """The first doubt about a sweep in the order of `CHECKS`, the most serious first, or None."""
    sweep = Sweep(store, source, run, overdue)
    doubt = next((doubt for check in CHECKS if (doubt := check(sweep))), None)
    if doubt is None or not doubt.missing or doubt.since_run is None:
        return doubt
    return replace(doubt, pairs=tuple(found.pair for found in sweep.pairs if found.seen_run < doubt.since_run))


def _empty(sweep: Sweep) -> Doubt | None:
    if sweep.listed or not sweep.missing:
        return None
    return _all_missing(
        sweep,
        HoldCause.EMPTY_ANSWER,
        {},
        issue("list-empty", value=f"0 listed, {sweep.missing} kept"),
    )


def _unexpected(sweep: Sweep) -> Doubt | None:
    expect = sweep.source.expect
    if expect.includes(sweep.listed):
        return None
    least, most = expect.min or 0, "any number" if expect.max is None else expect.max
    bounds: Values = {"least": least} if expect.max is None else {"least": least, "most": expect.max}
    return _all_missing(
        sweep,
        HoldCause.COUNT_UNEXPECTED,
        {"listed": sweep.listed, **bounds},
        issue("count-unexpected", value=f"{sweep.listed} listed, {least} to {most} expected"),
    )


def _replaced(sweep: Sweep) -> Doubt | None:
    """Datasets that are listed again, even if few are missing, and for the first time. New spellings are for `_respelled`."""
    count = len({found.pair.record for found in sweep.pairs if found.pair.evidence is not Evidence.SPELLING})
    if not count:
        return None
    return _all_missing(
        sweep,
        HoldCause.IDENTIFIERS_REPLACED,
        {"replaced": count},
        issue("identifiers-replaced", value=f"{count} of {sweep.missing}"),
    )


def _too_many(sweep: Sweep) -> Doubt | None:
    allowed = sweep.source.expect.allowed(sweep.kept)
    if not sweep.missing or sweep.missing + sweep.gone <= allowed:
        return None
    gone: Values = {"gone": sweep.gone} if sweep.gone else {}
    return _all_missing(
        sweep,
        HoldCause.TOO_MANY,
        {"kept": sweep.kept, "allowed": allowed, **gone},
        issue("many-missing", value=f"{sweep.missing} of {sweep.kept}"),
    )


def _unstable(sweep: Sweep) -> Doubt | None:
    """If a list changed while it was read, or ended too early, it may have datasets that Serai did not see."""
    if not sweep.overdue_count:
        return None
    codes = {group.code for group in sweep.store.runs.issue_groups(sweep.run.id)} & UNSTABLE
    if not codes:
        return None
    values: Values = {"missing": sweep.overdue_count, "issues": ", ".join(sorted(codes))}
    return Doubt(HoldCause.LIST_UNSTABLE, values, sweep.overdue, sweep.overdue_count)


def _respelled(sweep: Sweep) -> Doubt | None:
    count = sweep.store.absence.respelled(sweep.run, since_run=sweep.overdue) if sweep.overdue_count else 0
    if not count:
        return None
    values: Values = {"respelled": count, "missing": sweep.overdue_count}
    found = issue("identifiers-respelled", value=f"{count} of {sweep.overdue_count}")
    return Doubt(HoldCause.IDENTIFIERS_RESPELLED, values, sweep.overdue, sweep.overdue_count, found)


UNSTABLE = frozenset({"identifier-repeated", "total-wrong"})
"""The kinds of issues which mean that a list changed while it was read, or that its length differs from its stated total."""

CHECKS: tuple[Callable[[Sweep], Doubt | None], ...] = (_empty, _unexpected, _replaced, _too_many, _unstable, _respelled)


def _all_missing(sweep: Sweep, cause: HoldCause, values: Values, found: Issue) -> Doubt:
    """A doubt about the whole list. Everything that is missing is held, even what is missing for the first time."""
    return Doubt(cause, values | {"missing": sweep.missing}, sweep.run.id, sweep.missing, found)
