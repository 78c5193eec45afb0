"""Decisions of people, as lists of them show each."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from .actor import Actor
from .model import Model
from .record import Aspect


class DecisionState(StrEnum):
    """What has become of a decision. Stable: a code is never renamed.

    `in-force`: it holds. `replaced`: a later decision about the same holds. `taken-back`: it was taken back, or is itself the
    taking back.
    """

    IN_FORCE = "in-force"
    REPLACED = "replaced"
    TAKEN_BACK = "taken-back"


class RecordedDecision(Model):
    """What a person decided about one aspect of a record, or took back. `id` is the number of its entry in the audit trail.

    `before` and `after` are the decisions in force then (`value`, and `subclass` of a privacy class). None before: there was no
    decision. None after: it was taken back. `concluded` is what Serai concluded of the aspect at that moment without a person:
    `value`, `confidence`, `rules` (the rule set) and, where there is one, `status`; None in entries of version 0.1. `proposal` is
    the proposal that it was recorded with, `approved_by` the name of the second person.
    """

    id: int
    record: UUID
    source: str
    aspect: Aspect
    state: DecisionState
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    concluded: dict[str, Any] | None = None
    reason: str
    by: Actor
    at: datetime
    proposal: int | None = None
    approved_by: str | None = None
