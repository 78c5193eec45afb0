"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def until(holds: Callable[[], bool], *, seconds: float = 120) -> None:
    """Wait until something holds. Raises `AssertionError` when it takes too long."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, f"it did not come true within {seconds:.0f} s"
        time.sleep(0.05)


def at_once(*acts: Callable[[], object], refused: tuple[type[Exception], ...]) -> list[object]:
    """What each act gives, or by which of these errors it was refused, all begun at the same time in threads."""

    def tried(act: Callable[[], object]) -> object:
        try:
            return act()
        except refused as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(tried, acts))
