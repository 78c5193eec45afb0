"""Archiving raw records beside other work: a server's answers take their time, and so do the files of a disk."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from ..store.archive import Archive

WRITERS = 4
"""How many contents are on their way at once."""


@contextmanager
def archiving(archive: Archive) -> Iterator[Callable[[bytes], None]]:
    """Archive what the block hands over, side by side with the block; all of it is in the archive when the block has ended.

    Raises `StoreUnavailable` at the end of the block: then some of it may be missing.
    """
    underway: list[Future[str]] = []
    pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="archive")
    try:
        yield lambda content: underway.append(pool.submit(archive.put, content))
        for each in underway:
            each.result()
    finally:
        pool.shutdown(cancel_futures=True)
