"""Measuring time."""

import time
from collections.abc import Callable


def timed(work: Callable[[], object]) -> float:
    """How many seconds a piece of work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
