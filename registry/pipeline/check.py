"""Checking a portal before it is added: a real harvest, in an installation that is deleted afterwards."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from harvesters.limits import LIMITS, Limits
from harvesters.wire.session import Turn
from schemas.issues import Issue
from schemas.runs import IssueGroup, Run, RunState
from schemas.source import Source

from ..services import Services, now, open_services
from ..settings import Settings
from ..store import Store
from .harvest import OnStep, harvest

ISSUES_AT_ONCE = 1000


@dataclass(frozen=True)
class Report:
    """What the first harvest of a portal reports. `store` has the run, its issues, and the records that it would keep."""

    run: Run
    store: Store
    groups: tuple[IssueGroup, ...]
    issues: Callable[[], Iterator[Issue]]

    @property
    def clean(self) -> bool:
        """Whether the whole list was read and every record taken in."""
        return self.run.state is RunState.DONE and not self.run.counts.rejected


@contextmanager
def checked(
    source: Source,
    *,
    settings: Settings,
    limits: Limits = LIMITS,
    clock: Callable[[], datetime] = now,
    on_step: OnStep | None = None,
    turn: Turn | None = None,
) -> Iterator[Report]:
    """Harvest a portal as if for the first time, and keep nothing. Only those of `settings` that concern reading are used.

    `turn` gives the turns at its hosts. The issues and the store can be read inside the block.
    """
    with TemporaryDirectory(prefix="serai-check-") as folder, _apart(Path(folder), settings, limits, clock) as services:
        run = harvest(replace(services, turn=turn), source, full=True, on_step=on_step)
        yield Report(run, services.store, services.store.runs.issue_groups(run.id), lambda: _issues(services, run))


def _apart(folder: Path, settings: Settings, limits: Limits, clock: Callable[[], datetime]) -> AbstractContextManager[Services]:
    embedded = settings.model_copy(
        update={
            "home": folder,
            "database_url": None,
            "search_url": None,
            "archive_url": None,
            "sources": None,
            "samples": False,
        }
    )
    return open_services(embedded, limits=limits, clock=clock)


def _issues(services: Services, run: Run) -> Iterator[Issue]:
    offset = 0
    while batch := services.store.runs.issues(run.id, offset=offset, limit=ISSUES_AT_ONCE):
        yield from batch
        offset += len(batch)
