"""Working on what waits: runs, checks of portals, and the re-assessment of all records if one was asked for.

They are due, somebody asked for them, or a dead worker has left them.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from schemas.reassessment import Reassessment
from schemas.runs import Run

from ..services import Services
from ..store.errors import RunLost, StoreError
from . import reassessing, schedule
from .cosigning import Cosigning
from .harvest import carry_out
from .portal_checks import Checker
from .trail_keeper import TrailKeeper

INTERVAL = 2.0
"""Seconds between two checks for waiting runs."""

PATIENCE = 10.0
"""Seconds that runs have to finish their page when the worker ends."""

log = logging.getLogger(__name__)

Ended = Callable[[Run], None]


def log_end(run: Run) -> None:
    """Log the end of a run."""
    log.info("run %d of %s: %s", run.id, run.source, run.state.value)


class Worker:
    """Carries out runs, `slots` at a time, each in its own thread. `ended` is called after each.

    A re-assessment has a thread beside these, so that it never waits for a harvest, nor a harvest for it. So have the trail
    and its witnesses, and the checks of portals.
    """

    def __init__(self, services: Services, *, sources: Collection[str], slots: int, ended: Ended) -> None:
        self.services, self.sources, self.slots, self.ended = services, sources, slots, ended
        self._leaving = Event()
        self._working: dict[Thread, Run] = {}
        self._reassessing: Thread | None = None
        self._checker = Checker(services, leaving=self._leaving)
        self._keeper = Thread(target=TrailKeeper(services, leaving=self._leaving).work, name="trail", daemon=True)
        self._cosigning = Thread(target=Cosigning(services).work, args=(self._leaving,), name="witnesses", daemon=True)

    def leave(self) -> None:
        """Make `work` end."""
        self._leaving.set()

    def work(self) -> None:
        """Work until `leave` is called. Runs that are not finished then wait for another worker."""
        self._keeper.start()
        self._cosigning.start()
        while not self._leaving.is_set():
            try:
                self.look()
            except StoreError as error:
                log.warning("no run can be started: %s", error)
            self._leaving.wait(INTERVAL)
        self._give_back()

    def look(self) -> None:
        """Start the runs that are due or wait, while there are free slots. Raises `StoreError`."""
        self._working = {thread: run for thread, run in self._working.items() if thread.is_alive()}
        schedule.queue_due(self.services)
        self._look_for_reassessment()
        self._checker.look()
        while len(self._working) < self.slots:
            run = self.services.store.runs.take(self.sources, at=self.services.clock())
            if run is None:
                return
            thread = Thread(target=self._carry_out, args=(run,), name=f"run {run.id}", daemon=True)
            self._working[thread] = run
            thread.start()

    def _look_for_reassessment(self) -> None:
        if self._reassessing is not None and self._reassessing.is_alive():
            return
        held = self.services.store.reassessments.take(at=self.services.clock())
        if held is not None:
            self._reassessing = Thread(target=self._reassess, args=(held,), name=f"re-assessment {held.id}", daemon=True)
            self._reassessing.start()

    def _reassess(self, held: Reassessment) -> None:
        try:
            reassessing.carry_out(self.services, held, leaving=self._leaving)
        except StoreError as error:
            log.warning("%s", error)

    def _carry_out(self, run: Run) -> None:
        try:
            self.ended(carry_out(self.services, self.services.sources[run.source], run, leaving=self._leaving))
        except RunLost as lost:
            log.warning("%s", lost)
        except Exception:
            log.exception("run %d of %s ended with an error", run.id, run.source)

    def _give_back(self) -> None:
        """Wait for the runs to finish their page. Those that are too slow are given back with their state in the store."""
        limit = time.monotonic() + PATIENCE
        for thread, run in self._working.items():
            thread.join(max(0, limit - time.monotonic()))
            if thread.is_alive():
                with suppress(StoreError):
                    self.services.store.runs.give_back(run, at=self.services.clock())
        self._checker.join(max(0, limit - time.monotonic()))
        for keeper in (self._keeper, self._cosigning):
            if keeper.is_alive():
                keeper.join(max(0, limit - time.monotonic()))
        if self._reassessing is not None:
            self._reassessing.join(max(0, limit - time.monotonic()))


@contextmanager
def working(services: Services, *, sources: Collection[str], ended: Ended = log_end) -> Iterator[None]:
    """Run a worker in the background as long as the block runs."""
    worker = Worker(services, sources=sources, slots=services.settings.worker_slots, ended=ended)
    thread = Thread(target=worker.work, name="worker")
    thread.start()
    try:
        yield
    finally:
        worker.leave()
        thread.join()
