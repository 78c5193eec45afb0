"""The heartbeat of a run, which tells other workers that it lives, and what ends a run from outside."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from harvesters.errors import RetryLater
from schemas.actor import Actor
from schemas.runs import Run
from schemas.source import Source

from ..services import Services
from ..store.errors import RunLost, StoreError

BEAT = 20.0
"""Seconds between two heartbeats: a fraction of the lease."""

GRACE = timedelta(minutes=5)
"""The heartbeat continues so long after the deadline of a page, because the page may be read but not stored yet."""

log = logging.getLogger(__name__)


class Stopped(Exception):
    """A person has asked the run to stop; `by` is that person."""

    def __init__(self, by: Actor) -> None:
        super().__init__(str(by))
        self.by = by


class Leaving(Exception):
    """This worker is about to end; another one continues the run."""


class Heartbeat:
    """The heartbeat of one run, and its deadlines.

    It beats while the run makes progress. If a run hangs in one page, it stops, so that another worker takes the run over.
    """

    def __init__(self, services: Services, source: Source, run: Run, *, leaving: threading.Event) -> None:
        self.services, self.source, self.run, self.leaving = services, source, run, leaving
        self._stopped = threading.Event()
        self._started = self._page_started = time.monotonic()

    @property
    def seconds(self) -> float:
        """How many seconds the next page may take."""
        left = self.source.run_deadline.total_seconds() - (time.monotonic() - self._started)
        return min(left, self.source.page_deadline.total_seconds())

    def page_done(self) -> None:
        """Note that a page was read. To end the run, raises `Stopped`, `Leaving`, `RetryLater` or `RunLost`."""
        self._page_started = time.monotonic()
        if by := self.services.store.runs.stop_asked(self.run):
            raise Stopped(by)
        if self.leaving.is_set():
            raise Leaving
        if self.seconds <= 0:
            raise RetryLater(f"the run was not done within {self.source.run_deadline}")

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beat while the block runs."""
        thread = threading.Thread(target=self._beat, name=f"heartbeat of run {self.run.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            thread.join()

    def _beat(self) -> None:
        longest = (self.source.page_deadline + GRACE).total_seconds()
        while not self._stopped.wait(BEAT):
            if time.monotonic() - self._page_started > longest:
                log.error("run %d has been reading one page for too long: its heartbeat stops", self.run.id)
                return
            try:
                self.services.store.runs.beat(self.run, at=self.services.clock())
            except RunLost:
                return
            except StoreError as error:
                log.warning("the heartbeat of run %d could not be stored: %s", self.run.id, error)
