"""What `serai up` does for the index, in a process of its own as there: two processes have two cores."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from registry.heap import collect_rarely, keep_one_heap
from registry.pipeline.index import following

from .installation import installation


@contextmanager
def beside(home: Path) -> Iterator[None]:
    """Keep the index of an installation up as long as the block runs."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_follow, args=(home, theirs), daemon=True)
    process.start()
    theirs.close()
    ours.recv()  # it is ready
    try:
        yield
    finally:
        ours.close()
        process.join()


def _follow(home: Path, parent: Connection) -> None:
    keep_one_heap()
    collect_rarely()
    with installation(home) as services, following(services):
        parent.send("ready")
        with suppress(EOFError):
            parent.recv()
