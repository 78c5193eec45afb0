"""Archiving raw records beside other work: a server's answers take their time, and so do the files of a disk."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from ..store.archive import Archive

WRITERS = 4
"""How many contents are on their way at once."""

PARCEL = 10
"""How many contents a thread is given at once: each handing over costs."""


@contextmanager
def archiving(archive: Archive) -> Iterator[Callable[[bytes], None]]:
    """Archive what the block hands over, side by side with the block; all of it is in the archive when the block has ended.

    Raises `StoreUnavailable` at the end of the block: then some of it may be missing.
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
