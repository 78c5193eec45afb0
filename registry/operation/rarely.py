"""Logging what can happen thousands of times in a minute, such as an attack, without filling the log."""

import logging
import time
from collections.abc import Callable
from threading import Lock

SECONDS = 60.0
"""How long the log stays quiet after a line."""


class Rarely:
    """Logs one kind of event as a warning: the first time at once, then at most once in `SECONDS`.

    `message` has one place for a number: how many events there were since the last line.
    """

    def __init__(self, log: logging.Logger, message: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._log, self._message, self._clock = log, message, clock
        self._lock, self._count, self._next = Lock(), 0, float("-inf")

    def note(self) -> None:
        """It has happened once more."""
        with self._lock:
            self._count += 1
            if self._clock() < self._next:
                return
            count, self._count, self._next = self._count, 0, self._clock() + SECONDS
        self._log.warning(self._message, count)
