"""The part of the worker that keeps the trail: it takes over records that are older than it, and publishes what is new."""

import logging
from threading import Event

from ..operation.trail_key import InvalidTrailKey
from ..services import Services
from ..store.errors import ReadOnly, StoreError
from .publish import TrailError, publish

PAUSE = 10.0
"""Seconds between two checkpoints."""

log = logging.getLogger(__name__)


class TrailKeeper:
    """Keeps the trail until the worker leaves. What fails is tried again; each kind of failure is logged once."""

    def __init__(self, services: Services, *, leaving: Event) -> None:
        self._services, self._leaving = services, leaving
        self._said: str | None = None

    def work(self) -> None:
        """Take over and publish until the worker leaves, and once more then."""
        while not self._leaving.is_set():
            self.look()
            self._leaving.wait(PAUSE)
        self.look()

    def look(self) -> None:
        """Take over what waits, and publish what is new."""
        try:
            while self._services.store.states.take_over(at=self._services.clock()) and not self._leaving.is_set():
                pass
            publish(self._services)
        except ReadOnly:
            return
        except (TrailError, InvalidTrailKey, StoreError, OSError) as error:
            self._say(str(error))
        else:
            self._said = None

    def _say(self, error: str) -> None:
        if error != self._said:
            log.error("the trail is not signed: %s", error)
            self._said = error
