"""Measuring time."""

import time
from collections.abc import Callable


def timed(work: Callable[[], object]) -> float:
    """How many seconds a piece of work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def cpu(answer: Callable[[], object]) -> float:
    """The least processor time of three answers, in seconds: what else the machine does counts little."""
    times = list[float]()
    for _ in range(3):
        begin = time.process_time()
        answer()
        times.append(time.process_time() - begin)
    return min(times)
