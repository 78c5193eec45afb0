"""The answers that another set of rules moves, in groups for people: from what to what, from which day on, by which rules."""

from datetime import date
from enum import StrEnum

from .assessment import PrivacyClass
from .model import Model
from .usage import UsageEffect


class MoveKind(StrEnum):
    """What moves: the effect as it is shown, or only conditions."""

    EFFECT = "effect"
    CONDITIONS = "conditions"


class Alike(Model):
    """What answers that move alike have in common.

    `looser` is true if the effect gets less restrictive, or if it stays and a condition goes. `rule` has the ids of the rules
    that differ. `from_state` and `to` are the state that the data leave and the user's state (None: any state that no rule
    names). `come` and `gone` are conditions; one whose words differ is in both. `since` is the day from which on the answers
    differ so.
    """

    kind: MoveKind
    looser: bool
    rule: tuple[str, ...]
    from_state: str | None
    to: str | None
    privacy_class: PrivacyClass
    before: UsageEffect
    after: UsageEffect
    come: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    since: date


class MovedGroup(Alike):
    """Answers that move alike: their number, and one of them as a question, "KZ → RU, personal, ai_training"."""

    cells: int
    example: str


class Moved(Model):
    """What moves: the numbers of answers that get stricter and looser, and all of them in groups."""

    stricter: int
    looser: int
    groups: tuple[MovedGroup, ...] = ()

    @property
    def is_looser(self) -> bool:
        """Whether a second person has to approve."""
        return self.looser > 0
