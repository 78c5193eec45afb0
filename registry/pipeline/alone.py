"""The net below all work on one record: whatever goes wrong there, this record alone is lost, and the others continue."""

import logging
import traceback
from collections.abc import Callable
from typing import TypeVar

from ..store.errors import RunLost, StoreUnavailable
from .interrupts import raise_if_asked
from .outcomes import Failed

log = logging.getLogger(__name__)

T = TypeVar("T")


def alone(work: Callable[[], T]) -> T | Failed:
    """The result of work on one record, or the exception that ended it.

    What is about the whole run passes: a lost run, a store that does not answer, Ctrl-C. Running out of memory or of stack is the
    record's own: both are free again when its work has ended.
    """
    try:
        return work()
    except (RunLost, StoreUnavailable):
        raise
    except Exception as error:  # noqa: BLE001 - nobody knows what a record of a stranger can provoke
        raise_if_asked()  # libraries may turn Ctrl-C into other exceptions
        return Failed(error)


class Failures:
    """Logs the failures of one run or one rescue: the trace of each kind once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._traced: set[tuple[str, str]] = set()

    def note(self, identifier: str, failed: Failed) -> None:
        """Log a failure."""
        *_, (frame, _) = traceback.walk_tb(failed.error.__traceback__)
        kind = (failed.kind, frame.f_code.co_filename)
        if kind in self._traced:
            return
        self._traced.add(kind)
        told = "%s: Serai failed at record %s; the report of the run has the others"
        log.error(told, self.source, identifier, exc_info=without_message(failed.error))


class Fault(Exception):
    """The kind of another exception, for the log."""


def without_message(error: Exception) -> Fault:
    """An exception for the log: where it was raised and its kind. Its message may have texts of the portal."""
    return Fault(type(error).__name__).with_traceback(error.__traceback__)
