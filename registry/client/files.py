"""Answers that become files."""

from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import requests

from .wire import Wire

CHUNK = 1 << 16


def saved(wire: Wire, address: str, target: Path) -> Path:
    """Write an answer into a file, which is there whole or not at all: it is written beside its place first."""
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        wire.read(address, lambda answer: _written(answer, part))
        part.replace(target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return target


def _written(answer: requests.Response, part: Path) -> None:
    with part.open("wb") as file:
        for chunk in answer.iter_content(CHUNK):
            file.write(chunk)
