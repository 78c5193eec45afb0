"""Errors of harvesting, with what happens next.

HarvestError
├── StopHarvest      the run cannot continue, and trying again will not help: a wrong declaration, a refused address
│   └── NotPublic          the address, or one that it redirects to, is not of the public internet
├── RetryLater       the portal does not answer well enough now; what came before is kept
│   └── BadAnswer          it answered, but not with what was asked: a smaller request may succeed
│       ├── AnswerTooLarge     it sent more than Serai accepts at once
│       └── ClosedToPrograms   it asks for a login, or for what only a browser does
├── SkipRecord       this one record cannot be read; the others continue
├── InvalidDeclaration   a declaration is wrong; says of every fault where it is, and the choices
└── InvalidSource        a file with a declaration is wrong; says of every fault file, line and the choices
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from schemas.issues import Issue


class HarvestError(Exception):
    """Base of all errors of this package. `code` is the kind of issue that a run reports besides its words, if there is one."""

    code: str | None = None


class StopHarvest(HarvestError):
    """Trying again will not help."""


class NotPublic(StopHarvest):
    """A host is asked only at addresses of the public internet, unless its declaration allows others."""


class RetryLater(HarvestError):
    """The portal failed after all retries."""


class BadAnswer(RetryLater):
    """The answer cannot be used. The request may be too large, or one record in the answer may be broken."""


class AnswerTooLarge(BadAnswer):
    """The answer is larger than Serai accepts at once."""


class ClosedToPrograms(BadAnswer):
    """The portal, or a firewall before it, wants no program: it asks for a login, a key, or a browser that runs its script.

    Nothing of that is done. It may be so for one page or record only; a list that is closed from its beginning is asked for once.
    """

    code = "closed-to-programs"


class SkipRecord(HarvestError):
    """One record cannot become a dataset; `issue` says why."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(f"{issue.code} at {issue.pointer or '/'}: {issue.value}")
        self.issue = issue


class Fault(NamedTuple):
    """Something that is wrong in a declaration.

    `where` is the place of the value: the keys, and the numbers in lists, that lead to it. `whole` says that it may be right
    beside other values: something is missing, or two values do not fit together. In a platform that is no fault.
    """

    where: tuple[str | int, ...]
    message: str
    whole: bool = False


class InvalidDeclaration(HarvestError):
    """A declaration is not valid. `faults` are all that was found; `where` and `message` are those of the first."""

    def __init__(self, where: tuple[str | int, ...], message: str, *, others: Iterable[Fault] = (), whole: bool = False) -> None:
        self.faults = (Fault(where, message, whole), *others)
        super().__init__("; ".join(each.message for each in self.faults))
        self.where, self.message = where, message


class FileFault(NamedTuple):
    """Something that is wrong in a file, and its line, counted from 1."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class InvalidSource(HarvestError):
    """A file with a declaration or a platform is not valid. The message has a line for each fault.

    `file:line: what is wrong, and the choices`. `file`, `line` and `message` are those of the first.
    """

    def __init__(self, file: Path, line: int, message: str, *, others: Iterable[FileFault] = ()) -> None:
        self.faults = (FileFault(file, line, message), *others)
        super().__init__("\n".join(map(str, self.faults)))
        self.file, self.line, self.message = file, line, message
