"""Proposals: one decision about a set of records, previewed before it is recorded, and undone as a whole."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from .actor import Actor
from .matter import Matter
from .model import Model
from .record import Aspect

MOST_IDS = 1000
"""The most records that a selection names one by one."""

RecordIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_IDS)]
"""Ids of records."""

SearchText = Annotated[
    str, Field(max_length=8000, pattern=r"^[^\x00-\x1F\x7F]*$", examples=["source=kg_data_gov&license_status=ambiguous"])
]
"""The parameters of a search, as an address has them."""


class ProposalState(StrEnum):
    """What has become of a proposal. Stable: a code is never renamed.

    `draft`: previewed, and not confirmed yet. `waiting`: confirmed, and waits for a second person. `applied`: its decisions are
    recorded. `rejected`: a second person refused it, or the person who made it withdrew it. `undone`: it was applied, and undone
    later.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    APPLIED = "applied"
    REJECTED = "rejected"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What a proposal does to a record. Stable: a code is never renamed.

    `changed`: the decision is recorded, or taken back. `unchanged`: the same decision holds already, there is none to take back,
    or the decision is about words that the record does not say. `undeclared`: its portal is not declared any more, so nobody can
    decide. `decided-since`: somebody decided after the proposal that is undone, and that stays.
    """

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNDECLARED = "undeclared"
    DECIDED_SINCE = "decided-since"


class Selection(Model):
    """Which records a proposal is about: exactly one way of naming them.

    `records` are ids, `query` the parameters of a search, as an address has them, `question` the id of a question of the review,
    `proposal` the number of a proposal that was applied: the records that it changed. A query with words selects what an order
    by date lists: not what is only similar in meaning. Where a page begins, and the order, do not matter.
    """

    records: RecordIds | None = None
    query: SearchText | None = None
    question: Annotated[str | None, Field(max_length=200)] = None
    proposal: Annotated[int | None, Field(ge=1, lt=2**63)] = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(value is not None for _, value in self) != 1:
            raise ValueError(f"give exactly one of: {', '.join(type(self).model_fields)}")
        return self


class Effect(Model):
    """What is said of the aspect now and then (`value`, and `status` or `subclass`), and for how many records."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None
    count: int


class Proposal(Matter):
    """A decision about a set of records.

    `decision` is what it decides (`value`, and `subclass` of a privacy class). If it is None, decisions are taken back; with
    `undoes`, each record gets back what it had before that proposal.

    `count` is how many records are selected. Of these, `unchanged` would not change and `left` cannot be decided; `replaced` have
    a decision of a person that this one replaces or takes back. `undone_by` is who undid it.
    """

    CODE: ClassVar = "proposal"
    CALLED: ClassVar = "proposal"
    MADE: ClassVar = "made"

    state: ProposalState = ProposalState.DRAFT
    aspect: Aspect
    decision: dict[str, Any] | None
    undoes: int | None = None
    selection: Selection
    count: int
    unchanged: int
    left: int
    replaced: int
    undone_by: Actor | None = None
    undone_at: datetime | None = None
    undone_reason: str | None = None

    @property
    def changed(self) -> int:
        """How many records are decided."""
        return self.count - self.unchanged - self.left


class ProposedRecord(Model):
    """A record of a proposal at the preview: its version, what is said of the aspect then and after, and what is done.

    `former` is the whole decision that the record had.
    """

    record: UUID
    version: int
    outcome: Outcome
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    former: dict[str, Any] | None = None


class MovedGrounds(Model):
    """What answers about the use of records depended on at the preview, and would after it, and for how many records.

    Both are texts of `schemas.grounds.written`.
    """

    before: str
    after: str
    count: int


class Undone(Model):
    """What an undoing did: the proposal as it is now, and the proposal that undoes it, which may wait for a second person.

    `left` is how many records were left as they are.
    """

    proposal: Proposal
    undo: Proposal

    @property
    def left(self) -> int:
        """How many records were left as they are."""
        return self.undo.left


def counted(records: Iterable[ProposedRecord]) -> dict[str, int]:
    """The numbers of a proposal about records."""
    listed = list(records)
    changed = [each for each in listed if each.outcome is Outcome.CHANGED]
    unchanged = sum(each.outcome is Outcome.UNCHANGED for each in listed)
    return {
        "count": len(listed),
        "unchanged": unchanged,
        "left": len(listed) - len(changed) - unchanged,
        "replaced": sum(each.former is not None for each in changed),
    }
