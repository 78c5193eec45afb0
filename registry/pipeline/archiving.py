"""Archiving raw records in parallel to other work, because servers and disks answer slowly."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

WRITERS = 4
"""How many threads write at once."""

PARCEL = 10
"""How many raw records a thread gets at once, because each handover takes time."""

T = TypeVar("T")


@contextmanager
def archiving(work: Callable[[T], object]) -> Iterator[Callable[[T], None]]:
    """Give a function that does the work with a raw record in the background. At the end of the block all of it is done.

    Raises `StoreUnavailable` at the end of the block: then some of it may be missing.
    """
    underway: list[Future[None]] = []
    parcel: list[T] = []
    pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="archive")

    def send() -> None:
        underway.append(pool.submit(_do, work, tuple(parcel)))
        parcel.clear()

    def hand_over(item: T) -> None:
        parcel.append(item)
        if len(parcel) == PARCEL:
            send()

    try:
        yield hand_over
        if parcel:
            send()
        for each in underway:
            each.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _do(work: Callable[[T], object], items: Sequence[T]) -> None:
    for item in items:
        work(item)
