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


class Once(logging.Filter):
    """Lets a warning of a library through once in `SECONDS`, for libraries that log one for each request of an attacker.

    Errors with a trace always pass.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._next: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            return True
        text, now = str(record.msg), self._clock()
        if now < self._next.get(text, now):
            return False
        if len(self._next) >= MOST_KINDS:
            self._next.clear()
        self._next[text] = now + SECONDS
        return True


MOST_KINDS = 100
"""How many different texts a filter remembers."""
