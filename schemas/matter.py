"""Matters: what a person proposes and confirms, and a second person approves where it takes one.

Proposals, sets of rules and re-assessments are matters. Each kind has its own states, and the same words mean the same in all.
"""

from collections.abc import Container
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

from .actor import Actor
from .model import Model

DRAFT, WAITING, REJECTED = "draft", "waiting", "rejected"

OPEN = frozenset({DRAFT, "compared", WAITING})
"""The states in which a person has to say something."""

REFUSED = frozenset({REJECTED, "outdated"})
"""The states of what was not wanted, or came too late."""


class FourEyesCause(StrEnum):
    """Why a second person has to approve. Stable: a code is never renamed.

    `every-decision`: the operator wants it for all. `class-lowered`: a privacy class protects less; an unknown one counts as
    personal. `subclass-removed`: a dataset has a subclass no longer. `license-widened`: a licence permits more than the one
    before, or than statements that contradict each other; a licence that was not understood is not widened. `origin-removed`:
    something that a dataset was made from does not count any more. `rules-loosened`: by other rules of transfer, some question
    gets a laxer answer; the operator cannot switch that off.
    """

    EVERY_DECISION = "every-decision"
    CLASS_LOWERED = "class-lowered"
    SUBCLASS_REMOVED = "subclass-removed"
    LICENSE_WIDENED = "license-widened"
    ORIGIN_REMOVED = "origin-removed"
    RULES_LOOSENED = "rules-loosened"


def in_order(causes: Container[FourEyesCause]) -> tuple[FourEyesCause, ...]:
    """The causes, each once, in the order above."""
    return tuple(cause for cause in FourEyesCause if cause in causes)


class Matter(Model):
    """What a person wants to be done, and why. Only when that person has confirmed it, it is done, or waits for a second person.

    A second person has to approve if there is anything in `why_four_eyes`.

    `id` is 0 until it is kept. `by` and `at` tell who made it and when, `confirmed_at` when that person confirmed it,
    `settled_by` and `settled_reason` who approved or rejected it and why. Where it took no second person, `settled_by` is `by`.
    """

    CODE: ClassVar[str]
    """What details in the audit trail call it."""

    CALLED: ClassVar[str]
    """What a sentence calls it."""

    MADE: ClassVar[str]
    """What its person did to it, for a sentence."""

    id: int = 0
    state: StrEnum
    why_four_eyes: tuple[FourEyesCause, ...] = ()
    reason: str
    by: Actor
    at: datetime
    confirmed_at: datetime | None = None
    settled_by: Actor | None = None
    settled_at: datetime | None = None
    settled_reason: str | None = None

    @property
    def four_eyes(self) -> bool:
        """Whether a second person has to approve."""
        return bool(self.why_four_eyes)

    @property
    def confirmed(self) -> bool:
        """Whether its person has confirmed it, and it was not refused."""
        return self.confirmed_at is not None and self.state not in REFUSED

    @property
    def approved(self) -> bool:
        """Whether a second person has approved it."""
        return self.confirmed and self.settled_by not in {None, self.by}

    def settled(self, state: StrEnum, *, by: Actor, at: datetime, reason: str | None = None, **more: object) -> Self:
        """The matter as a person settles it; `more` are other fields."""
        settled = {"settled_by": by, "settled_at": at, "settled_reason": reason}
        return self.model_copy(update={"state": state, **settled, **more})
