"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], *, seconds: float = 120) -> None:
    """Wait until something holds. Raises `AssertionError` when it takes too long."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, f"it did not come true within {seconds:.0f} s"
        time.sleep(0.05)
