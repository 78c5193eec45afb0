"""Re-assessments: all records judged again by the rules of today. The difference comes first, and is applied on confirmation."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from .matter import FourEyesCause, Matter
from .model import Model
from .record import Aspect

MOST_EXAMPLES = 10
"""How many records an effect names."""


class ReassessmentState(StrEnum):
    """What has become of a re-assessment. Stable: a code is never renamed.

    `comparing`: a worker judges the records and keeps what differs. `compared`: the difference is there, and waits for the person
    who asked. `waiting`: it is confirmed, and waits for a second person. `applying`: a worker gives the records their new
    conclusions. `applied`: all have them, or none differed. `rejected`: a person did not want it. `stopped`: a person ended it;
    what was applied stays. `failed`: it could not go on, and `error` says why; what was applied stays.
    """

    COMPARING = "comparing"
    COMPARED = "compared"
    WAITING = "waiting"
    APPLYING = "applying"
    APPLIED = "applied"
    REJECTED = "rejected"
    STOPPED = "stopped"
    FAILED = "failed"


AT_WORK = (ReassessmentState.COMPARING, ReassessmentState.APPLYING)
"""The states in which a worker has something to do. There is at most one such re-assessment."""


class Difference(Model):
    """How the conclusion about one aspect of a record differs under other rules.

    `before` and `after` are what is concluded: `value`, `confidence`, `status` or `subclass`, and what else differs. If they are
    equal, only the reasons differ. `rule_before` and `rule_after` are the rules that gave it. `lowered` says in which ways the
    new conclusion protects less or permits more, `stricter` whether it protects more or permits less; it may be both.

    `decided`: a person has decided about the aspect. That decision stays, and only what Serai concludes beside it differs.
    """

    aspect: Aspect
    decided: bool = False
    before: dict[str, Any]
    after: dict[str, Any]
    rule_before: str | None = None
    rule_after: str | None = None
    lowered: tuple[FourEyesCause, ...] = ()
    stricter: bool = False

    @property
    def key(self) -> str:
        """A text that equal differences have in common."""
        return json.dumps(self.model_dump(mode="json", include=set(Difference.model_fields)), sort_keys=True)


class Effect(Difference):
    """A difference, the number of records that have it, and some of them."""

    count: int
    examples: Annotated[tuple[UUID, ...], Field(max_length=MOST_EXAMPLES)] = ()


class Reassessment(Matter):
    """All records, judged again by the rules `rules`. `former` are the rules by which they were judged before.

    While it compares, `read` of `total` records are judged: `differing` have another conclusion or other reasons. Of `undeclared`
    ones the portal is not declared any more, and at `failed` ones Serai failed: these stay as they are. The others are equal.

    While it applies, `changed` records have their new conclusions, `same` do not differ any more, and `left` stay as they are:
    they could not be judged or kept, or take a second person who has not approved.

    `ended` is when it was over. `attempt` counts the processes that worked on it.
    """

    CODE: ClassVar = "reassessment"
    CALLED: ClassVar = "re-assessment"
    MADE: ClassVar = "asked for"

    state: ReassessmentState = ReassessmentState.COMPARING
    rules: str
    former: tuple[str, ...] = ()
    total: int
    read: int = 0
    differing: int = 0
    undeclared: int = 0
    failed: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    ended: datetime | None = None
    error: str | None = None
    attempt: int = 0
