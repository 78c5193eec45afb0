"""What takes a role: the one table of deeds, and who may do what. API and pages ask here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import CATALOGUE
from schemas.role import Role

from ..store import Store
from .visitor import Visitor


class Deed(StrEnum):
    """What a person does here, besides reading. Stable: the audit trail has these words."""

    HARVEST = "harvest"
    STOP = "stop"
    RELEASE = "release"
    DROP = "drop"
    MOVE = "move"
    UNDO_MOVE = "undo-move"
    DECIDE = "decide"
    TAKE_BACK = "take-back"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    APPROVE = "approve"
    REJECT = "reject"
    UNDO = "undo"
    ASSIGN = "assign"
    REASSESS = "reassess"


LEAST_ROLE: Mapping[Deed, Role] = {
    Deed.HARVEST: Role.CURATOR,
    Deed.STOP: Role.CURATOR,
    Deed.RELEASE: Role.CURATOR,
    Deed.DROP: Role.CURATOR,
    Deed.MOVE: Role.CURATOR,
    Deed.UNDO_MOVE: Role.CURATOR,
    Deed.DECIDE: Role.OFFICER,
    Deed.TAKE_BACK: Role.OFFICER,
    Deed.PROPOSE: Role.OFFICER,
    Deed.CONFIRM: Role.OFFICER,
    Deed.APPROVE: Role.OFFICER,
    Deed.REJECT: Role.OFFICER,
    Deed.UNDO: Role.OFFICER,
    Deed.ASSIGN: Role.OFFICER,
    Deed.REASSESS: Role.OFFICER,
}
"""The role that each deed takes; higher roles may do it too. Tokens are managed at the command line, which knows no roles."""


@dataclass(frozen=True)
class Subject:
    """What a deed is about: a record, else a run, a hold, a portal, a proposal, a question, rules, a re-assessment, or none."""

    record: UUID = CATALOGUE
    run: int | None = None
    hold: int | None = None
    source: str | None = None
    proposal: int | None = None
    question: str | None = None
    rule_set: int | None = None
    reassessment: int | None = None

    @property
    def named(self) -> dict[str, str | int]:
        """What it is about if that is no record, as the details of an audit entry name it."""
        found = {"run": self.run, "hold": self.hold, "source": self.source, "proposal": self.proposal}
        found |= {"question": self.question, "rule_set": self.rule_set, "reassessment": self.reassessment}
        return {name: value for name, value in found.items() if value is not None}


class RoleTooLow(Exception):
    """A person may not do this: it takes the role `needed`, and the token gives only the role `had`."""

    def __init__(self, deed: Deed, *, needed: Role, had: Role) -> None:
        super().__init__(f"it takes the role {needed}, and the token has the role {had}")
        self.deed, self.needed, self.had = deed, needed, had


def may(visitor: Visitor | None, deed: Deed) -> bool:
    """Whether a person may do this; nobody may without a token."""
    return visitor is not None and visitor.role.covers(LEAST_ROLE[deed])


def permit(store: Store, visitor: Visitor, deed: Deed, *, about: Subject, at: datetime) -> Actor:
    """The person, who may do this. Raises `RoleTooLow`, which the audit trail has then, and `StoreError`."""
    if not may(visitor, deed):
        needed, had = LEAST_ROLE[deed], visitor.role
        wish = {"deed": deed.value, "needed": needed.value, "had": had.value, **about.named}
        store.refusals.keep(visitor.actor, wish, record=about.record, at=at)
        raise RoleTooLow(deed, needed=needed, had=had)
    return visitor.actor
