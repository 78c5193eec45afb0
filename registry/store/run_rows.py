"""Run and its row."""

from typing import Any

from schemas.runs import Run, RunCounts, RunState

from . import run_issues
from .database import AnyRow

LARGEST = 2**63 - 1
"""The largest number that both databases can store. A portal may state any total."""

COUNTS = tuple(RunCounts.model_fields)
"""The columns of a run's counts."""


def progress_values(run: Run) -> dict[str, Any]:
    """The columns that change during a run and at its end."""
    return {
        "state": run.state.value,
        "ended": run.ended,
        "stated_total": None if run.stated_total is None else max(-LARGEST, min(run.stated_total, LARGEST)),
        "incomplete": run.incomplete,
        "error": None if run.error is None else run_issues.writable(run.error),
        **run.counts.model_dump(),
    }


def to_run(row: AnyRow) -> Run:
    """The run of a row."""
    return Run(
        id=row.id,
        source=row.source,
        state=RunState(row.state),
        started=row.started,
        ended=row.ended,
        since=row.since,
        stated_total=row.stated_total,
        counts=RunCounts(**{name: getattr(row, name) for name in COUNTS}),
        error=row.error,
        attempt=row.attempt,
        incomplete=row.incomplete,
        asked_by=row.asked_by,
    )
