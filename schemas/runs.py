"""A harvest run and its report."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from .actor import Actor
from .audit import Action
from .issues import Severity
from .model import Model


class RunState(StrEnum):
    """`queued`: it waits for a worker. `partial`: the portal stopped answering; what was read before is kept.

    `held`: the portal was read to its end, but what is missing looks like a fault: nothing was withdrawn, and a person
    decides. `interrupted`: the process was ended during the run.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    HELD = "held"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


OPEN = (RunState.QUEUED, RunState.RUNNING)
"""The states of a run that has not ended."""


class RunCounts(Model):
    """How many records of a run had which outcome.

    `read` is how many records the portal sent. Each of them has one of the outcomes `new` to `repeated`, so `read` is the sum of
    these. `withdrawn` is not part of that sum: the portal did not send these records any more.

    `restored`: it was withdrawn and the portal lists it again, changed or not. `rejected`: it could not be read or stored.
    `repeated`: the portal sent it more than once in this run.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    restored: int = 0
    unchanged: int = 0
    rejected: int = 0
    repeated: int = 0
    withdrawn: int = 0

    @property
    def listed(self) -> int:
        """How many datasets the portal listed, each counted once."""
        return self.read - self.repeated


OUTCOMES = tuple(name for name in RunCounts.model_fields if name != "read")
"""The possible outcomes of a record in a run."""

OUTCOME_OF: Mapping[Action, str] = {
    Action.CREATE: "new",
    Action.CHANGE: "changed",
    Action.RENORMALISE: "changed",
    Action.REVERT: "changed",
    Action.RESTORE: "restored",
    Action.WITHDRAW: "withdrawn",
}
"""The outcome of a record by what was done to it. A person's decision about a record is not an outcome of a run."""


class Run(Model):
    """One harvest of one source.

    `since` is None for a whole sweep. `stated_total` is how many datasets the portal says it has. `error` tells in a sentence why
    a run is not `done`. `attempt` is 1, and 1 more each time that the run goes on in another process after its process ended.
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

    @property
    def whole(self) -> bool:
        """Whether the portal was asked for everything, not only for what has changed."""
        return self.since is None


class IssueGroup(Model):
    """All issues of one kind at one place: how many, about how many `datasets`, and one example."""

    code: str
    severity: Severity
    title: str
    how_to_fix: str
    pointer: str
    count: int
    datasets: int = 0
    example_identifier: str | None = None
    example_value: str = ""


class Change(Model):
    """What a run did to one record. `identifier` is the portal's, `changed` names the fields that differ from before."""

    record: UUID
    identifier: str
    action: Action
    changed: tuple[str, ...] = ()
    at: datetime
