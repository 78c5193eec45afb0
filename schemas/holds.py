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
    `many-removed`: more are said to be deleted or not public than may be withdrawn without a person.
    `identifiers-respelled`: the missing identifiers are there, but differ in capital and small letters. `identifiers-replaced`:
    missing datasets are listed again under new identifiers.
    """

    EMPTY_ANSWER = "empty-answer"
    COUNT_UNEXPECTED = "count-unexpected"
    TOO_MANY = "too-many"
    LIST_UNSTABLE = "list-unstable"
    MANY_REMOVED = "many-removed"
    IDENTIFIERS_RESPELLED = "identifiers-respelled"
    IDENTIFIERS_REPLACED = "identifiers-replaced"


class HoldState(StrEnum):
    """`superseded`: a newer run of the source has decided again, so there is nothing to settle any more.

    `moved`: the records got the new identifiers under which the portal lists them. `move-undone`: that was taken back.
    """

    WAITING = "waiting"
    RELEASED = "released"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"
    MOVED = "moved"
    MOVE_UNDONE = "move-undone"


class Evidence(StrEnum):
    """Why two records are the same dataset, strongest first. Stable: a code is never renamed.

    `spelling`: the identifiers differ only in capital and small letters. `identifier`: they differ only in scheme, domain or
    prefix. `page`: the addresses of the landing pages differ only in scheme and host. `name`: only the last part of these
    addresses is the same. `files`: the addresses of all files differ only in scheme and host. `title`: titles and publisher are
    the same.
    """

    SPELLING = "spelling"
    IDENTIFIER = "identifier"
    PAGE = "page"
    NAME = "name"
    FILES = "files"
    TITLE = "title"


class Hold(Model):
    """The records that a run would have withdrawn, `count` of them, held for a person.

    `explanation` says in a sentence what the cause was. `by`, `at` and `reason` are those of the person who settled it last. A
    superseded hold has no reason, and `by` is the newer run, None if an older version of Serai has noted it. `pairs` is how many
    of the records have a newer record of the same dataset.
    """

    id: int
    run: int
    source: str
    cause: HoldCause
    explanation: str
    count: int
    pairs: int = 0
    created: datetime
    state: HoldState = HoldState.WAITING
    by: Actor | None = None
    at: datetime | None = None
    reason: str | None = None


def settled(hold: Hold) -> str:
    """What became of a hold, such as `released by Bolat on 2026-11-30`."""
    if hold.state is HoldState.WAITING:
        return "waits for a person"
    by = f" by {hold.by}" if hold.by else " by a newer run"
    on = f" on {hold.at:%Y-%m-%d}" if hold.at else ""
    return f"{hold.state.value.replace('-', ' ')}{by}{on}"


class Pair(Model):
    """Two records of one dataset: `record` is missing, and `twin` came after it, under another identifier.

    If identifiers were replaced more than once, several twins belong to one record. `identifier` is the record's at that time,
    `twin_identifier` the twin's.
    """

    record: UUID
    identifier: str
    twin: UUID
    twin_identifier: str
    evidence: Evidence


class HeldRecord(Model):
    """A record that a hold is about, with the portal's identifier, and its twins, oldest first."""

    id: UUID
    identifier: str
    pairs: tuple[Pair, ...] = ()


class NotMoved(StrEnum):
    """Why a pair was left as it was.

    `decided`: people have decided about the twin too. `changed`: the portal lists the record again, or the twin no longer; or the
    record was moved again since.
    """

    DECIDED = "decided"
    CHANGED = "changed"


class LeftPair(Model):
    """A pair that was left as it was, and why."""

    record: UUID
    twin: UUID
    why: NotMoved


class Move(Model):
    """What a move did, or its undoing: the hold as it is now, how many pairs, and which pairs were left."""

    hold: Hold
    moved: int
    left: tuple[LeftPair, ...] = ()
