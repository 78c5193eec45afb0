"""The folder of the embedded index: one directory for each generation, a pointer to the live one, a lock for the one writer.

    folder/
      current                    the name of the live generation, replaced atomically
      lock                       held by the process that writes
      000002-3f9a0c41d2b7/       a Tantivy index: a running number, and the layout and analysis that it was built by

If a process dies while it builds a generation, the next rebuild removes what it left.
"""

import os
import shutil
from pathlib import Path

POINTER = "current"
LOCK = "lock"


def live(folder: Path) -> str | None:
    """The name of the live generation, or None if nothing was built. Raises `OSError`."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return name or None


def is_current(name: str, generation: str) -> bool:
    """Whether a generation was built by the layout and analysis of this version."""
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
