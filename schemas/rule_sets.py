"""Sets of rules: the data files by which Serai concludes or decides, kept whole, with the time in which they were in force."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from .matter import Matter


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


class RuleSet(Matter):
    """A set of rules, without the contents of its files and without its difference (`schemas.moved`).

    `version` names the files with their versions; `hash` is the SHA-256 (hexadecimal) of the contents by name, as JSON with
    sorted keys. `base` is the set that was in force at the preview (None for the first); `stricter` and `looser` are how many
    cells move against it (0 also where it is not known). It is in force from `in_force_from` until just before `in_force_until`.
    """

    CODE: ClassVar = "rule_set"
    CALLED: ClassVar = "rule set"
    MADE: ClassVar = "proposed"

    state: RuleSetState = RuleSetState.DRAFT
    kind: RuleSetKind
    version: str
    hash: str = ""
    base: int | None = None
    stricter: int = 0
    looser: int = 0
    in_force_from: datetime | None = None
    in_force_until: datetime | None = None
