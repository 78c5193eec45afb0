"""The folder of the embedded index: one directory for each generation, a pointer to the live one, a lock for the one writer.

    folder/
      current                    the name of the live generation, replaced atomically
      lock                       held by the process that writes
      000002-3f9a0c41d2b7/       a Tantivy index: a running number, and the layout and analysis it was built by

A half-built generation that a dead process left is removed by the next rebuild.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import EngineBusy

POINTER = "current"
LOCK = "lock"
_PAUSE = 0.05


def live(folder: Path) -> str | None:
    """The name of the live generation, or None if nothing was built. Raises `OSError`."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return name or None


def is_current(name: str, generation: str) -> bool:
    """Whether a generation was built by today's layout and analysis."""
    return name.partition("-")[2] == generation


def begin(folder: Path, generation: str) -> str:
    """Make the directory of a new generation and return its name. The caller holds the lock."""
    numbers = [int(path.name.partition("-")[0]) for path in _directories(folder)]
    name = f"{max(numbers, default=0) + 1:06d}-{generation}"
    (folder / name).mkdir()
    return name


def publish(folder: Path, name: str) -> None:
    """Make a generation the live one, so that it survives a crash, and remove all others. The caller holds the lock."""
    draft = folder / f"{POINTER}.new"
    with draft.open("w", encoding="utf-8") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / POINTER)
    clean(folder)


def clean(folder: Path) -> None:
    """Remove every generation but the live one. Readers keep the files of the one that they have open."""
    name = live(folder)
    for path in _directories(folder):
        if path.name != name:
            shutil.rmtree(path, ignore_errors=True)


def _directories(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir() and path.name.partition("-")[0].isdecimal()]


@contextmanager
def writing(folder: Path, *, wait: float) -> Iterator[None]:
    """Hold the lock of the one writer, for this process and all others; the system frees it when the process dies.

    Raises `EngineBusy` if it is not to be had within `wait` seconds, and `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
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
