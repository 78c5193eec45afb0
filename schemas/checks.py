"""A check of a portal that somebody asked for on the web: what was asked, how far it is, and its report."""

from datetime import datetime
from enum import StrEnum

from .assessment import AssertedBy, LicenseStatus, PrivacyClass
from .issues import Severity
from .model import Model
from .runs import RunCounts


class CheckState(StrEnum):
    """`queued`: it waits for a worker. `done`: the report is there, whatever it says. `failed`: Serai could not make one."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN_CHECKS = (CheckState.QUEUED, CheckState.RUNNING)
"""The states of a check that has not ended."""


class CheckOutcome(StrEnum):
    """What a check has found.

    `read`: records were read. `empty`: the list answers, and is empty. `unreadable`: it speaks what we know, but nothing could be
    read. `unknown`: it answers, but nothing that we know. `closed`: it asks for a login, a key or a browser. `robots`: its
    robots.txt asks programs to stay away. `silent`: it does not answer. `not-public`: its address is not one of the public
    internet, or it redirects to such a one.
    """

    READ = "read"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    ROBOTS = "robots"
    SILENT = "silent"
    NOT_PUBLIC = "not-public"


class Bound(StrEnum):
    """What ended the reading of a check before the end of the list."""

    RECORDS = "records"
    REQUESTS = "requests"
    SECONDS = "seconds"


class CheckBounds(Model):
    """How much a check looks at, at most."""

    records: int
    requests: int
    seconds: int


class CheckRequest(Model):
    """What is checked: an address, the state of its holder, and the declared source that it is, if it is one."""

    address: str
    jurisdiction: str
    source: str | None = None


class CheckExample(Model):
    """A dataset with the cause: the portal's identifier of it, if the cause is about one, and the value that was found."""

    identifier: str | None
    value: str


class CheckCause(Model):
    """One kind of issue at one place: how often, some examples, and how to fix it."""

    code: str
    severity: Severity
    title: str
    how_to_fix: str
    pointer: str
    count: int
    examples: tuple[CheckExample, ...]


class LicenseCount(Model):
    """How many datasets end with this status of the licence, stated by this party."""

    status: LicenseStatus
    asserted_by: AssertedBy
    count: int


class ClassCount(Model):
    """How many datasets are of this privacy class."""

    privacy_class: PrivacyClass
    count: int


class CheckAttempt(Model):
    """A way to ask that did not lead to records: the platform or kind, and what came instead."""

    name: str
    outcome: str


class CheckReport(Model):
    """What a check has found. Nothing of it is in the catalogue.

    `kind` and `platform` say what the portal speaks, `url` is where, `moved` where its address leads to. `detail` is an English
    sentence about what ended the check early, `ended_by` the bound that did. `stated_total` is how many datasets the portal says
    it has; with `counts.read` it tells what was not looked at. `key_left_out`: the portal's declaration names a key, which a
    check does not use.
    """

    outcome: CheckOutcome
    url: str
    kind: str | None = None
    platform: str | None = None
    title: str | None = None
    moved: str | None = None
    detail: str | None = None
    ended_by: Bound | None = None
    bounds: CheckBounds
    requests: int = 0
    seconds: float = 0
    counts: RunCounts = RunCounts()
    stated_total: int | None = None
    key_left_out: bool = False
    causes: tuple[CheckCause, ...] = ()
    licenses: tuple[LicenseCount, ...] = ()
    classes: tuple[ClassCount, ...] = ()
    attempts: tuple[CheckAttempt, ...] = ()

    @property
    def to_fix(self) -> int:
        """How many causes keep datasets out or leave gaps in them."""
        return sum(cause.severity is not Severity.INFO for cause in self.causes)


class Check(Model):
    """A check: whoever knows its `id`, which cannot be guessed, can read it.

    `read`, `stated_total` and `requests` tell how far it is. `error` tells why it is `failed`. `attempt` counts the workers that
    have begun it.
    """

    id: str
    state: CheckState
    request: CheckRequest
    asked: datetime
    started: datetime | None = None
    ended: datetime | None = None
    read: int = 0
    stated_total: int | None = None
    requests: int = 0
    attempt: int = 0
    error: str | None = None
    report: CheckReport | None = None
