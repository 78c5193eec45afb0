"""The thread that keeps the vectors of records up to date (`meaning.py`). It gives way to all other work."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from search.errors import EngineBusy, IndexDamaged, SearchError

from ..services import Services
from ..store.errors import StoreError
from .meaning import Filling, Leaving

INTERVAL = 2.0
"""Seconds between two looks whether records have changed."""

AFTER_FAILURE = 30.0
"""Seconds until the next try after one that failed."""

NICENESS = 19
"""How much the thread gives way to others (0 to 19): a busy machine leaves it a seventieth of what others get."""

log = logging.getLogger(__name__)


@contextmanager
def filling(services: Services) -> Iterator[None]:
    """Keep the vectors up to date in a separate thread, as long as the block runs; nothing if finding by meaning is off.

    A failure is logged, and then it tries again. Damaged vectors are made again.
    """
    if services.meaning is None:
        yield
        return
    leaving = threading.Event()
    thread = threading.Thread(target=_fill, args=(services, leaving), name="meaning")
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join()


def _fill(services: Services, leaving: threading.Event) -> None:
    give_way()
    fills: Filling | None = None
    pause = 0.0
    while not leaving.wait(pause):
        pause = AFTER_FAILURE
        try:
            if fills is None and services.meaning:
                fills = Filling(services, services.meaning.parts, leaving=leaving)
            if fills:
                pause = _fill_once(fills)
        except Leaving:
            return
        except (SearchError, StoreError, ImportError) as error:
            log.warning("the vectors are behind: %s", error)
        except Exception:  # nothing may end the thread: nobody would look at the changes any more
            log.exception("the vectors are behind")


def _fill_once(fills: Filling) -> float:
    """Bring the vectors up to date. Returns how many seconds to pause."""
    try:
        fills.step()
    except EngineBusy:
        log.debug("another process writes the vectors")
    except IndexDamaged as error:
        log.warning("the vectors are made again: %s", error)
        fills.begin_again()
    return INTERVAL


def give_way() -> None:
    """Let the system prefer all other threads to the calling one. On Linux a thread has a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
