"""A harvest run and its report."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from .actor import Actor
from .audit import Action
from .issues import Severity
from .model import Model


class RunState(StrEnum):
    """`queued`: a worker will take it up. `partial`: the portal stopped answering, what came before is kept.

    `held`: the portal was read to its end, but what is missing looks like a fault: nothing was withdrawn and a person is asked.
    `interrupted`: somebody or something ended us.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    HELD = "held"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class RunCounts(Model):
    """What became of the records of a run; `read` is the sum of the others but `withdrawn`, which were not there to be read.

    `restored` were withdrawn and are listed again, whether they changed meanwhile or not.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    restored: int = 0
    unchanged: int = 0
    rejected: int = 0
    repeated: int = 0
    withdrawn: int = 0


class Run(Model):
    """One harvest of one source.

    `since` is None for a whole sweep. `stated_total` is how many datasets the portal says it has. `error` tells in a sentence why
    a run is not `done`. `attempt` counts who worked on it: 1, and 1 more each time that a run goes on after its process ended.
    `incomplete` tells that a part of the portal's list could not be read, so that the sweep is not whole. `asked_by` is
    who asked for the run: a person, a schedule or the command; None for a run of version 0.1 that no person asked for.
    """

    id: int
    source: str
    state: RunState
    started: datetime
    ended: datetime | None = None
    since: datetime | None = None
    stated_total: int | None = None
    counts: RunCounts = RunCounts()
    error: str | None = None
    attempt: int = 1
    incomplete: bool = False
    asked_by: Actor | None = None


class IssueGroup(Model):
    """All issues of one kind at one place in a run: how many, and one example."""

    code: str
    severity: Severity
    title: str
    how_to_fix: str
    pointer: str
    count: int
    example_identifier: str | None = None
    example_value: str = ""


class Change(Model):
    """What a run did to one record. `identifier` is the portal's, `changed` names the fields that differ from before."""

    record: UUID
    identifier: str
    action: Action
    changed: tuple[str, ...] = ()
    at: datetime
