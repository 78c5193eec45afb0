"""Lists that end early. Such a sweep counts as whole only when the next one ends at the same place."""

from schemas.issues import Issue, issue
from schemas.runs import Run
from schemas.source import Source

from ..store import Store


def ends_early(store: Store, source: Source, run: Run) -> Issue | None:
    """An issue if a whole sweep listed fewer datasets than stated, or clearly fewer than the last whole sweep did.

    What is clear are the limits of the source. If the last whole sweep ended at the same place, the list is as it is.
    """
    previous = store.runs.last_sweep(source.id)
    if previous and _same_end(previous, run):
        return None
    if run.stated_total is not None and _gap(run) and store.runs.has_issue(run.id, "total-wrong"):
        return issue("list-ends-early", value=f"{run.stated_total} stated, {run.counts.listed} listed")
    if previous and run.counts.listed < previous.counts.listed - source.expect.allowed(previous.counts.listed):
        return issue("list-ends-early", value=f"{previous.counts.listed} listed before, {run.counts.listed} now")
    return None


def _same_end(previous: Run, run: Run) -> bool:
    """Whether two sweeps listed the same number, or lack as many of the stated total. `Absence` compares sweeps so, too."""
    return run.counts.listed == previous.counts.listed or _gap(run) == _gap(previous) > 0


def _gap(run: Run) -> int:
    """How many datasets are stated and not listed."""
    return max(0, (run.stated_total or 0) - run.counts.listed)
