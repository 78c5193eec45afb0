"""Withdrawals that wait for a person: which records a harvest would have withdrawn, and why it did not."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from .actor import Actor
from .model import Model


class HoldCause(StrEnum):
    """Why a withdrawal is held. Stable: a code is never renamed.

    `empty-answer`: the portal lists nothing. `count-unexpected`: it lists fewer or more than is expected of it. `too-many`: more
    are missing than may be withdrawn without a person. `list-unstable`: the list changed while it was read, or ended too early.
    `identifiers-respelled`: the missing identifiers are there, but differ in capital and small letters.
    """

    EMPTY_ANSWER = "empty-answer"
    COUNT_UNEXPECTED = "count-unexpected"
    TOO_MANY = "too-many"
    LIST_UNSTABLE = "list-unstable"
    IDENTIFIERS_RESPELLED = "identifiers-respelled"


class HoldState(StrEnum):
    """`superseded`: a newer whole sweep of the source has decided again."""

    WAITING = "waiting"
    RELEASED = "released"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"


class Hold(Model):
    """The records that a run would have withdrawn, `count` of them, held for a person.

    `explanation` says in a sentence what the cause was. `by`, `at` and `reason` are those of the person who released or
    dropped it; a superseded hold has only `at`.
    """

    id: int
    run: int
    source: str
    cause: HoldCause
    explanation: str
    count: int
    created: datetime
    state: HoldState = HoldState.WAITING
    by: Actor | None = None
    at: datetime | None = None
    reason: str | None = None


class HeldRecord(Model):
    """A record that a hold is about, with the portal's identifier."""

    id: UUID
    identifier: str
