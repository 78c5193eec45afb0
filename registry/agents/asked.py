"""What every tool gets: the installation and its address, and arguments that are read strictly."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ..answers import links
from ..services import Services


@dataclass(frozen=True)
class Place:
    """The open parts of an installation, and the address by which the client reaches it, without a slash at the end."""

    services: Services
    root: str

    def record(self, id: UUID) -> str:
        """Where everything about a record is."""
        return self.root + links.record(id)


class Arguments(BaseModel):
    """The arguments of a tool. What a tool does not know is refused, so that no condition is passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=2_000)


Cursor = Annotated[str, Field(max_length=200, description="Where to go on: the cursor of the answer before. Not at first.")]

StateCode = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$", description="A state, ISO 3166-1 alpha-2, such as KG.")]


DIGITS = 15
"""The most digits of a place in a list."""


class BadCursor(ValueError):
    """A cursor that is none of ours."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no cursor: take the one that the answer before gives, or leave it out.")


def offset_of(cursor: str, *, most: int = 1_000_000) -> int:
    """The place in a list that a cursor names. Raises `BadCursor`."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= DIGITS and int(cursor) <= most):
        raise BadCursor(cursor)
    return int(cursor)
