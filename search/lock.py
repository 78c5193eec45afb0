"""A lock for all threads and processes of a machine."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import EngineBusy

_PAUSE = 0.05


@contextmanager
def locked(path: Path, *, wait: float) -> Iterator[None]:
    """Hold the lock of a file while the block runs. Its folder is made if need be; a process that dies frees the lock.

    Raises `EngineBusy` if the lock is not free within `wait` seconds, and `OSError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        _acquire(file.fileno(), deadline=time.monotonic() + wait)
        yield


def _acquire(descriptor: int, *, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise EngineBusy("Another process or thread writes to the index.") from None
            time.sleep(_PAUSE)
        else:
            return
