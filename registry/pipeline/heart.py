"""What keeps a run alive while it works, and what ends it from outside."""

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
"""Seconds between two signs of life: a fraction of the lease."""

GRACE = timedelta(minutes=5)
"""How long after a page's deadline a run still counts as alive: what came is being stored."""

log = logging.getLogger(__name__)


class Stopped(Exception):
    """A person has asked the run to stop; `by` is that person."""

    def __init__(self, by: Actor) -> None:
        super().__init__(str(by))
        self.by = by


class Leaving(Exception):
    """This worker is about to end; another one goes on with the run."""


class Heart:
    """The life of one run.

    It beats as long as the run gets on. A run that hangs in one page beats no more, so that another worker takes it over.
    """

    def __init__(self, services: Services, source: Source, run: Run, *, leaving: threading.Event) -> None:
        self.services, self.source, self.run, self.leaving = services, source, run, leaving
        self._stopped = threading.Event()
        self._begun = self._page_begun = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long the next page may take."""
        left = self.source.run_deadline.total_seconds() - (time.monotonic() - self._begun)
        return min(left, self.source.page_deadline.total_seconds())

    def page(self) -> None:
        """A page is done. Raises what ends the run before the next one: `Stopped`, `Leaving`, `RetryLater` and `RunLost`."""
        self._page_begun = time.monotonic()
        if by := self.services.store.runs.stop_asked(self.run):
            raise Stopped(by)
        if self.leaving.is_set():
            raise Leaving
        if self.seconds <= 0:
            raise RetryLater(f"the run was not done within {self.source.run_deadline}")

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beat while the block runs."""
        thread = threading.Thread(target=self._beat, name=f"heart of run {self.run.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            thread.join()

    def _beat(self) -> None:
        longest = (self.source.page_deadline + GRACE).total_seconds()
        while not self._stopped.wait(BEAT):
            if time.monotonic() - self._page_begun > longest:
                log.error("run %d hangs", self.run.id)
                return
            try:
                self.services.store.runs.beat(self.run, at=self.services.clock())
            except RunLost:
                return
            except StoreError as error:
                log.warning("run %d: %s", self.run.id, error)
