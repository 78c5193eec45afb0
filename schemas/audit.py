"""The audit trail: who did what to which record, each entry chained to the one before by its hash."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

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

    `take-over` changed nothing: the record was there before its states were in the trail, and from here on they are.
    These are about the `CATALOGUE`: `grant` gave a person a token with a `role`, `revoke` withdrew the tokens of a person, or one
    `token`. `release` and `drop` settled a `hold` of a `source`, which has the `status` since: what was held is done, or it is
    left or taken back. `confirm`, `approve` and `reject` are what a person said to a `proposal`, a `rule_set` or a
    `reassessment`; rules that come in force by it have `put-in-force` alone. `answer` kept an `answer` about a `dataset`.
    `confirm-rule` confirmed a `rule` of confidence low, as it is written at its `mark`. `export` gave the trail out up to its
    `size`. `sign` began to sign with a `key`, which `replaces` another. `erase` removed what `entries` had committed to.

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
    TAKE_OVER = "take-over"
    GRANT = "grant"
    REVOKE = "revoke"
    RELEASE = "release"
    DROP = "drop"
    CONFIRM = "confirm"
    APPROVE = "approve"
    REJECT = "reject"
    ANSWER = "answer"
    CONFIRM_RULE = "confirm-rule"
    EXPORT = "export"
    SIGN = "sign"
    ERASE = "erase"

    @property
    def changes(self) -> bool:
        """Whether it makes another state of a record."""
        return self in CHANGES


CHANGES = frozenset(
    {
        Action.CREATE,
        Action.CHANGE,
        Action.CURATE,
        Action.REASSESS,
        Action.WITHDRAW,
        Action.RESTORE,
        Action.RENORMALISE,
        Action.REVERT,
        Action.MOVE,
        Action.UNDO_MOVE,
    }
)
"""The actions that make another state of a record."""

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
    Action.TAKE_OVER: "taken over",
    Action.GRANT: "granted",
    Action.REVOKE: "revoked",
    Action.RELEASE: "released",
    Action.DROP: "dropped",
    Action.CONFIRM: "confirmed",
    Action.APPROVE: "approved",
    Action.REJECT: "rejected",
    Action.ANSWER: "answered",
    Action.CONFIRM_RULE: "rule confirmed",
    Action.EXPORT: "exported",
    Action.SIGN: "signed",
    Action.ERASE: "erased",
}
"""What was done to a record, in a word: `3 added`. The pages translate it."""


CATALOGUE = UUID(int=0)
"""What an entry is about that is about no record. It is not the id of a record: those are of version 5."""


class StateMark(Model):
    """What an entry proves about the state of its record after it.

    `version` is that of the record. `rules` names the rules of assessment that it was judged by: the first 16 hexadecimal digits
    of the SHA-256 of their version. `record` and `assessment` commit to the whole state and to its conclusions
    (`registry/proof/states.py`).
    """

    version: int
    rules: str
    record: str
    assessment: str


class AuditEntry(Model):
    """One entry: `actor` did `action` to `record`, and `details` says what changed.

    `hash` is the SHA-256 (hexadecimal) over the entry and `previous_hash`, so a changed or missing entry breaks the chain. `form`
    tells how it is computed: 1 and 2 as in version 0.1, 3 as today (see `registry/proof/entries.py`). In form 3 the hash covers
    `private`, and this is the commitment to the name of a person and to details that could be about one, made with the `salt`.
    Where these were erased, there is no `salt` and no name. `state` is there if the entry made or took over a state.
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
    salt: Annotated[str | None, Field(exclude_if=lambda value: value is None)] = None
    private: Annotated[str | None, Field(exclude_if=lambda value: value is None)] = None
    state: Annotated[StateMark | None, Field(exclude_if=lambda value: value is None)] = None
