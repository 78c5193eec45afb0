"""An entry of a list that cannot be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Broken:
    """An entry that cannot be read, as it came, and its identifier if that can be read."""

    content: bytes
    identifier: str | None = None
