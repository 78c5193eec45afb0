"""Withdrawals that wait for a person: which records a harvest would have withdrawn, and why it did not."""

from collections.abc import Callable, Mapping
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


EXPLANATIONS: Mapping[HoldCause, tuple[str, ...]] = {
    HoldCause.EMPTY_ANSWER: ("the portal lists no dataset, and the catalogue has %(missing)s of it",),
    HoldCause.COUNT_UNEXPECTED: (
        "the portal lists %(listed)s datasets where %(least)s to %(most)s are expected, and %(missing)s are missing",
        "the portal lists %(listed)s datasets where at least %(least)s are expected, and %(missing)s are missing",
    ),
    HoldCause.TOO_MANY: (
        "%(missing)s of %(kept)s datasets are missing, after %(gone)s that are withdrawn; more than %(allowed)s need a person's "
        "decision",
        "%(missing)s of %(kept)s datasets are missing; more than %(allowed)s need a person's decision",
    ),
    HoldCause.LIST_UNSTABLE: ("%(missing)s datasets are missing, but the list may not be whole: %(issues)s",),
    HoldCause.MANY_REMOVED: (
        "%(removed)s of %(kept)s datasets are said to be deleted or not public, after %(gone)s withdrawn since the last whole "
        "sweep; more than %(allowed)s need a person's decision",
        "%(removed)s of %(kept)s datasets are said to be deleted or not public; more than %(allowed)s need a person's decision",
    ),
    HoldCause.IDENTIFIERS_RESPELLED: (
        "%(respelled)s of %(missing)s missing datasets are listed under the same identifier in other letters",
    ),
    HoldCause.IDENTIFIERS_REPLACED: ("%(replaced)s of %(missing)s missing datasets are listed again under new identifiers",),
}
"""What a hold says of its cause. Of several sentences the first one counts whose gaps all have a value."""

Values = dict[str, int | str]
"""What fills the gaps of an explanation: numbers of datasets, and codes of issues."""


def explained(cause: HoldCause, values: Values, *, gettext: Callable[[str], str] = str) -> str | None:
    """The sentence about a cause, in English or as `gettext` translates it. None if the values are those of no sentence."""
    for sentence in EXPLANATIONS[cause]:
        try:
            return gettext(sentence) % values
        except KeyError:
            continue
    return None


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

    `explanation` says in an English sentence what the cause was, and `values` fills the gaps of the same sentence in every other
    language; a hold that an older version of Serai has noted has none. `by`, `at` and `reason` are those of the person who
    settled it last. A superseded hold has no reason, and `by` is the newer run, None if an older version of Serai has noted it.
    `pairs` is how many of the records have a newer record of the same dataset.
    """

    id: int
    run: int
    source: str
    cause: HoldCause
    explanation: str
    values: Values = {}
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
