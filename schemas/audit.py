"""The audit trail: who did what to which record, each entry chained to the one before by its hash."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from .actor import Actor
from .model import Model


class Action(StrEnum):
    """What was done. `renormalise`: the dataset was made again from its archived raw record; `revert`: it was put back.

    `move`: the record got the identifier and the content of a newer record of the same dataset; `undo-move`: that was taken back.
    """

    CREATE = "create"
    CHANGE = "change"
    CURATE = "curate"
    REASSESS = "reassess"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    RENORMALISE = "renormalise"
    REVERT = "revert"
    MOVE = "move"
    UNDO_MOVE = "undo-move"


DONE: Mapping[Action, str] = {
    Action.CREATE: "added",
    Action.CHANGE: "changed",
    Action.CURATE: "curated",
    Action.REASSESS: "reassessed",
    Action.WITHDRAW: "withdrawn",
    Action.RESTORE: "restored",
    Action.RENORMALISE: "made again",
    Action.REVERT: "put back",
    Action.MOVE: "moved",
    Action.UNDO_MOVE: "moved back",
}
"""What was done to a record, in a word: `3 added`. The pages translate it."""


class AuditEntry(Model):
    """One entry: `actor` did `action` to `record`, and `details` says what changed.

    `hash` is the SHA-256 (hexadecimal) over the entry and `previous_hash`, so a changed or missing entry breaks the chain. `form`
    tells how it is computed: 1 as in version 0.1, 2 as today (see `registry/store/audit.py`).
    """

    id: int
    record: UUID
    action: Action
    actor: Actor
    at: datetime
    details: dict[str, Any]
    form: int
    previous_hash: str
    hash: str
