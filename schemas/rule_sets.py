"""Sets of rules: the data files by which Serai concludes or decides, kept whole, with the time in which they were in force."""

from datetime import datetime
from enum import StrEnum

from .actor import Actor
from .model import Model
from .proposals import FourEyesCause


class RuleSetKind(StrEnum):
    """What the rules are for. Stable: a code is never renamed.

    `assessment`: licence, jurisdiction and privacy class of a record. A new release of Serai brings them, and they are in force
    at its start. `transfer`: whether a record may be used from a state. A person puts them in force.
    """

    ASSESSMENT = "assessment"
    TRANSFER = "transfer"


class RuleSetState(StrEnum):
    """What has become of a set. Stable: a code is never renamed.

    `draft`: previewed, and not confirmed yet. `waiting`: confirmed, and waits for a second person. `in-force`: the rules of now;
    one set of a kind. `replaced`: it was in force before. `rejected`: a second person refused it, or the person who made it
    withdrew it. `outdated`: another set came in force first, so the difference that was shown does not hold any more.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    IN_FORCE = "in-force"
    REPLACED = "replaced"
    REJECTED = "rejected"
    OUTDATED = "outdated"


OPEN = (RuleSetState.DRAFT, RuleSetState.WAITING)
"""The states of a set that can still come in force."""


class RuleSet(Model):
    """A set of rules, without the contents of its files and without its difference (`schemas.moved`).

    `version` names the files with their versions; `hash` is the SHA-256 (hexadecimal) of the contents by name, as JSON with
    sorted keys. `base` is the set that was in force at the preview (None for the first); `stricter` and `looser` are how many
    cells move against it (0 for a set that Serai put in force itself). A second person has to approve if there is anything in
    `why_four_eyes`.

    `id` is 0 until it is kept. `by` and `at` tell who proposed it and when, `confirmed_at` when it was confirmed, `settled_by`
    who put it in force (the second person, where there is one) or rejected it. It is in force from `in_force_from` until just
    before `in_force_until`.
    """

    id: int = 0
    kind: RuleSetKind
    version: str
    hash: str = ""
    state: RuleSetState = RuleSetState.DRAFT
    base: int | None = None
    stricter: int = 0
    looser: int = 0
    why_four_eyes: tuple[FourEyesCause, ...] = ()
    reason: str
    by: Actor
    at: datetime
    confirmed_at: datetime | None = None
    settled_by: Actor | None = None
    settled_at: datetime | None = None
    settled_reason: str | None = None
    in_force_from: datetime | None = None
    in_force_until: datetime | None = None

    @property
    def four_eyes(self) -> bool:
        """Whether a second person has to approve."""
        return bool(self.why_four_eyes)
