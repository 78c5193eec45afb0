"""Errors of the store, with what to do next.

StoreError
├── StaleRecord         somebody else changed the record meanwhile: read it again
├── NotStorable         something in the batch cannot be kept: split it, and leave the one record out
├── RunActive           the source is being harvested by somebody else: wait for that run
├── RunLost             the run was ended or taken over: stop, and write nothing more
│   ├── ReassessmentLost    the same of a re-assessment
│   └── CheckLost           the same of a check of a portal
├── RunEnded            the run has ended already: there is nothing to stop
├── HoldMissing         there is no such hold: look at the list
├── HoldSettled         the hold does not wait any more: somebody else, or a newer sweep, was faster
├── NothingToMove       a hold has no pairs, or nothing was moved for it: look at the hold
├── MatterMissing       there is no such matter: look at the list (ProposalMissing, RuleSetMissing, ReassessmentMissing)
├── MatterSettled       the matter is in another state: somebody else was faster, or it is too late (ProposalSettled, …)
├── RuleSetOutdated     other rules are in force than those that it was compared with: compare again
├── ReassessmentActive  another one is at work: wait for it, or stop it
├── AnswerMissing       there is no such kept answer: look at the list
├── EntryMissing        the trail has no such entry: look at its head
├── TooManyAnswers      visitors have kept as many answers as may be: try again later, or sign in
├── CheckMissing        there is no such check of a portal: ask for another one
│   └── CheckExpired        there was one, and its report is kept no longer
├── TooManyChecks       as many checks were asked for as may be: try again later, or sign in
├── NotArchived         the archive has no content with this hash: ask the portal again
├── Corrupt             what is kept is not what was written: restore it
├── InvalidAddress      the address of a store or an archive is wrong: correct the setting
├── UnknownSchema       the database was made by a newer Serai: upgrade
├── DatabaseOccupied    the database has something that would be lost: take an empty one
├── RestoreUnfinished   a restore has begun here and not ended: call it again
├── DatabaseVanished    the database is empty, but the archive or the index is not: bring it back from a backup
└── StoreUnavailable    the database, disk or object storage does not answer: try again later
    ├── AccessDenied    it refuses access: correct the credentials or the rights
    ├── PlaceMissing    the database or the bucket does not exist: create it, or correct the setting
    ├── ReadOnly        nothing may be written here: correct the rights, or read only
    └── ClockWrong      this machine's clock is wrong: set it
"""

import errno
from uuid import UUID

from schemas.matter import Matter


class StoreError(Exception):
    """Base of all errors of this package."""


class StaleRecord(StoreError):
    """The record to be saved does not follow the stored version, `stored` (0 if there is none)."""

    def __init__(self, record: UUID, *, version: int, stored: int) -> None:
        super().__init__(f"record {record}: version {version} does not follow the stored version {stored}")
        self.record, self.version, self.stored = record, version, stored


class NotStorable(StoreError):
    """A value cannot be kept: a NUL character, half a surrogate pair, a number too large, an identifier taken by another id."""


class RunActive(StoreError):
    """The source has a live run already."""

    def __init__(self, source: str, *, run: int | None = None) -> None:
        super().__init__(f"source {source} is being harvested" + (f" by run {run}" if run else ""))
        self.source, self.run = source, run


class RunLost(StoreError):
    """The run is not running any more: it has ended, or another process has taken its source over."""

    def __init__(self, run: int) -> None:
        super().__init__(f"run {run} is not running any more")
        self.run = run


class ReassessmentLost(RunLost):
    """This process does not work on the re-assessment any more: it has ended, or another process has taken it over."""

    def __init__(self, reassessment: int) -> None:
        StoreError.__init__(self, f"another process works on re-assessment {reassessment}, or it has ended")
        self.reassessment = reassessment


class CheckLost(RunLost):
    """This process does not work on the check of a portal any more: it has ended, or another process has taken it over."""

    def __init__(self, words: str) -> None:
        StoreError.__init__(self, words)


class RunEnded(StoreError):
    """The run has ended already."""

    def __init__(self, run: int, *, state: str) -> None:
        super().__init__(f"run {run} has ended already: {state}")
        self.run = run


class HoldMissing(StoreError):
    """There is no hold with this id."""


class HoldSettled(StoreError):
    """The hold was released, dropped or superseded already."""


class NothingToMove(StoreError):
    """The hold has no pairs of records to move, or its state does not allow it."""


class MatterMissing(StoreError):
    """There is no matter of a kind with this id. Drafts that nobody confirmed are removed after a day."""


class MatterSettled(StoreError):
    """The state of a matter does not allow this. `state` is another word for it than that of the matter."""

    def __init__(self, matter: Matter, *, state: str | None = None) -> None:
        super().__init__(f"{matter.CALLED} {matter.id} is {state or matter.state}")


class ProposalMissing(MatterMissing):
    """There is no proposal with this id."""


class ProposalSettled(MatterSettled):
    """The state of the proposal does not allow this."""


class RuleSetMissing(MatterMissing):
    """There is no set of rules with this id."""


class RuleSetSettled(MatterSettled):
    """The state of the set of rules does not allow this."""


class RuleSetOutdated(StoreError):
    """The set of rules was compared with a set that is not in force any more."""

    def __init__(self, rule_set: int) -> None:
        super().__init__(f"since the preview of rule set {rule_set}, other rules came in force; propose it again")
        self.rule_set = rule_set


class ReassessmentMissing(MatterMissing):
    """There is no re-assessment with this id."""


class ReassessmentActive(StoreError):
    """A re-assessment is at work already, and there is one at a time."""

    def __init__(self, reassessment: int) -> None:
        super().__init__(f"re-assessment {reassessment} is at work")
        self.reassessment = reassessment


class ReassessmentSettled(MatterSettled):
    """The state of the re-assessment does not allow this."""


class AnswerMissing(StoreError):
    """There is no kept answer with this number."""


class EntryMissing(StoreError):
    """The trail has no entry with this number."""


class TooManyAnswers(StoreError):
    """Visitors have kept as many answers as they may for now. `seconds` is when the next one can be kept."""

    def __init__(self, *, seconds: int) -> None:
        super().__init__(f"visitors can keep the next answer in {seconds} seconds")
        self.seconds = seconds


class CheckMissing(StoreError):
    """There is no check of a portal with this id."""


class CheckExpired(CheckMissing):
    """There was a check with this id. Its report is kept no longer."""


class TooManyChecks(StoreError):
    """As many checks of portals were asked for as may be for now. `seconds` is when the next one can be asked for."""

    def __init__(self, *, seconds: int) -> None:
        super().__init__(f"the next check can be asked for in {seconds} seconds")
        self.seconds = seconds


class NotArchived(StoreError):
    """The archive has no content with this hash."""


class Corrupt(StoreError):
    """What was read back differs from what was written."""


class InvalidAddress(StoreError):
    """An address that Serai cannot use. The message names the choices."""


class UnknownSchema(StoreError):
    """The database has a revision that this version does not know."""


class DatabaseVanished(StoreError):
    """The database has no tables, but `beside` it there are records of an installation: it was lost, or it is another one."""

    code = "database-vanished"

    def __init__(self, beside: str) -> None:
        super().__init__(
            f"{self.code}: the database is empty, but {beside}. Nothing was changed. Correct SERAI_DATABASE_URL or SERAI_HOME, "
            "or bring the database back from a backup. Without a backup, `serai archive restore` makes a new database from the "
            "archive; people's decisions, history, runs and tokens are not in the archive. To begin anew, set "
            "SERAI_NEW_DATABASE=true."
        )
        self.beside = beside


class DatabaseOccupied(StoreError):
    """The database is to be filled, and has something already that would be lost: rows in `table`."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the database has something in its table `{name}`")
        self.table = name


class RestoreUnfinished(StoreError):
    """`serai restore` has begun to fill this home, and was ended before it was through."""

    code = "restore-unfinished"

    def __init__(self, home: object) -> None:
        super().__init__(f"{self.code}: a backup was not wholly brought back into {home}. Call `serai restore` with it again.")


class StoreUnavailable(StoreError):
    """The database, the disk or the object storage does not answer."""


class AccessDenied(StoreUnavailable):
    """The server does not know who we are, or does not allow us to do this."""


class PlaceMissing(StoreUnavailable):
    """The server answers, but has no database or bucket of this name."""


class ReadOnly(StoreUnavailable):
    """The home may only be read: it is on a read-only file system, this user has no right to write there, or it is sealed."""

    code = "store-read-only"

    def __init__(self, place: object) -> None:
        super().__init__(f"{self.code}: {place} can only be read: nothing was changed. Reading works.")


READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""The errors of an operating system that mean this."""


class ClockWrong(StoreUnavailable):
    """The clock of this machine differs too much from the server's, so that signatures are not valid."""
