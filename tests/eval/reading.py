"""The files of the development set. It was written for the project by hand, in November 2026; nothing of it is copied."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> Any:
    """What a file of this folder holds."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def names(folder: str) -> list[str]:
    """The files of a folder, in order."""
    return sorted(f"{folder}/{path.name}" for path in (FOLDER / folder).glob("*.yml"))
