"""The names of indexes and aliases, made and read back.

serai-3f9a0c41d2b7-000002           an index: the layout and analysis that it was built by, and a running number
serai-3f9a0c41d2b7-000002-write     its alias for writing; a write requires this alias, so it never creates an index
serai-3f9a0c41d2b7-read             the alias for reading, which leads to the live index of this layout and analysis
"""

import re
from typing import NamedTuple

from .mapping import generation


class Name(NamedTuple):
    """What the name of an index says."""

    generation: str
    number: int

    @property
    def is_current(self) -> bool:
        """Whether the index was built by the layout and analysis of this version."""
        return self.generation == generation()


def written(prefix: str, number: int) -> str:
    """The name of an index by the layout and analysis of this version."""
    return f"{prefix}-{generation()}-{number:06d}"


def read(prefix: str, name: str) -> Name | None:
    """What a name says; None if it is not the name of an index with this prefix."""
    match = re.fullmatch(rf"{re.escape(prefix)}-([0-9a-f]{{12}})-([0-9]{{6,}})", name)
    return Name(match[1], int(match[2])) if match else None


def for_reading(prefix: str) -> str:
    """The alias for reading the live index by the layout and analysis of this version."""
    return f"{prefix}-{generation()}-read"


def is_for_reading(prefix: str, alias: str) -> bool:
    """Whether an alias is for reading, of any layout and analysis."""
    return re.fullmatch(rf"{re.escape(prefix)}-[0-9a-f]{{12}}-read", alias) is not None


def for_writing(index: str) -> str:
    """The alias for writing to an index."""
    return f"{index}-write"
