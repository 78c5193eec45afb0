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

    `refuse` changed nothing: a person wanted to do a `deed` that takes the role `needed`, and had only the role `had`. Where a
    `second-person` was needed, there is no `had`. If the deed was about a `run`, a `hold`, a `source`, a `proposal`, a
    `question`, a `rule_set` or a `reassessment`, `details` names it, and the entry is about the `CATALOGUE`. `left_out` is how
    many more refusals of this person there were since the last such entry, which have no entry of their own.

    `curate` recorded a decision or took one back. If it was one of many, `details` has the `proposal` and the number of its
    `records`; `undoes`, the proposal that it undid; `approved_by` and `approval`, the second person and that person's reason.

    `put-in-force` is about the `CATALOGUE`: since then a `rule_set` holds, of a `kind`, with its `version` and the `hash` of its
    contents. `replaces` is the set that held before, `reason` why; `approved_by` and `approval` as above.

    `reassess` gave the record the conclusions of other rules. `details` has the `reassessment` that a person asked for, the
    `rules` `before` and `after`, and the `differences`; a second person is named as above.
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
    REFUSE = "refuse"
    PUT_IN_FORCE = "put-in-force"


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
    Action.REFUSE: "refused",
    Action.PUT_IN_FORCE: "put in force",
}
"""What was done to a record, in a word: `3 added`. The pages translate it."""


CATALOGUE = UUID(int=0)
"""What an entry is about that is about no record. It is not the id of a record: those are of version 5."""


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
