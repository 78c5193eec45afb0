"""Withdrawals that wait for a person: what a harvest would have taken out, and why it did not."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from .actor import Actor
from .model import Model


class HoldCause(StrEnum):
    """Why a withdrawal is held. Stable: a code is never renamed.

    `empty-answer`: the portal lists nothing. `count-unexpected`: it lists fewer or more than is expected of it. `too-many`: more
    are missing than may go without a person. `list-unstable`: the list moved, or ended before its stated end, while it was read.
    `identifiers-respelled`: what is missing is there under the same identifier in other letters, capital or small.
    """

    EMPTY_ANSWER = "empty-answer"
    COUNT_UNEXPECTED = "count-unexpected"
    TOO_MANY = "too-many"
    LIST_UNSTABLE = "list-unstable"
    IDENTIFIERS_RESPELLED = "identifiers-respelled"


class HoldState(StrEnum):
    """`superseded`: a newer whole sweep of the source has decided anew."""

    WAITING = "waiting"
    RELEASED = "released"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"


class Hold(Model):
    """The records that a run would have withdrawn, `count` of them, held for a person.

    `explanation` says in a sentence what the cause was. `by`, `at` and `reason` are of the person who released or dropped it;
    a superseded one has `at` alone.
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
