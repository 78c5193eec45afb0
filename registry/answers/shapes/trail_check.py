"""What a proof of the trail proves."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from schemas.model import Model

from ...proof.checkpoint import Fault


class SignedBy(Model):
    """A signature of a checkpoint: the name of who signed, and for a witness when. It was checked if the key is `known`."""

    name: str
    at: datetime | None = None
    known: bool = True


class Here(StrEnum):
    """What this installation has of a proved entry: the `same`, `another` one under this number, or none (`missing`).

    `other-log`: the proof is of a log that this installation does not keep.
    """

    SAME = "same"
    ANOTHER = "another"
    MISSING = "missing"
    OTHER_LOG = "other-log"


class ProofFault(Model):
    """Why a proof does not hold. `code` is stable."""

    code: Fault
    detail: str


class AnswerHere(Model):
    """The kept answer that a proof is about, with the `hash` that it has here, if it is here.

    `same`: whether this is the hash that is proved; None if what the entry commits to was erased.
    """

    number: int
    hash: str | None = None
    same: bool | None = None


class ProofAnswer(Model):
    """What a proof proves. If it does not hold, `fault` tells why, and of the rest there is only what the text states."""

    holds: bool
    fault: ProofFault | None = None
    entry: Annotated[int | None, Field(description="The number of the entry.")] = None
    leaf: Annotated[dict[str, Any] | None, Field(description="The entry, as its leaf in the tree has it.")] = None
    private: Annotated[
        dict[str, Any] | None, Field(description="What the entry commits to, where the proof shows it: a name, a reason.")
    ] = None
    origin: Annotated[str | None, Field(description="The log.")] = None
    size: Annotated[int | None, Field(description="How many entries the checkpoint is over.")] = None
    at: Annotated[datetime | None, Field(description="When this installation signed this checkpoint.")] = None
    by: Annotated[tuple[SignedBy, ...], Field(description="Who signed the checkpoint; a witness says when.")] = ()
    here: Annotated[Here | None, Field(description="What this installation has of the entry.")] = None
    answer: AnswerHere | None = None
