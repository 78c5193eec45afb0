"""Archiving raw records in parallel to other work, because servers and disks answer slowly."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from ..store.archive import Archive

WRITERS = 4
"""How many threads write at once."""

PARCEL = 10
"""How many raw records a thread gets at once, because each handover takes time."""


@contextmanager
def archiving(archive: Archive) -> Iterator[Callable[[bytes], None]]:
    """Give a function that archives a raw record in the background. At the end of the block all of them are in the archive.

    Raises `StoreUnavailable` at the end of the block: then some of them may be missing.
    """
    underway: list[Future[None]] = []
    parcel: list[bytes] = []
    pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="archive")

    def send() -> None:
        underway.append(pool.submit(_put, archive, tuple(parcel)))
        parcel.clear()

    def hand_over(content: bytes) -> None:
        parcel.append(content)
        if len(parcel) == PARCEL:
            send()

    try:
        yield hand_over
        send()
        for each in underway:
            each.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _put(archive: Archive, contents: Sequence[bytes]) -> None:
    for content in contents:
        archive.put(content)
