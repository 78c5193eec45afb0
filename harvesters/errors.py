"""Errors of harvesting, with what happens next.

HarvestError
├── StopHarvest      the run cannot continue, and trying again will not help: a wrong declaration, a refused address
│   └── NotPublic          the address, or one that it redirects to, is not of the public internet
├── RetryLater       the portal does not answer well enough now; what came before is kept
│   └── BadAnswer          it answered, but not with what was asked: a smaller request may succeed
│       ├── AnswerTooLarge     it sent more than Serai accepts at once
│       └── ClosedToPrograms   it asks for a login, or for what only a browser does
├── SkipRecord       this one record cannot be read; the others continue
├── InvalidDeclaration   a declaration is wrong; says where, and the choices
└── InvalidSource        a file with a declaration is wrong; says file, line and the choices
"""

from pathlib import Path

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


class InvalidDeclaration(HarvestError):
    """A declaration is not valid. `where` is the place of the value: the keys, and the numbers in lists, that lead to it."""

    def __init__(self, where: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.where, self.message = where, message


class InvalidSource(HarvestError):
    """A file with a declaration or a platform is not valid. The message is `file:line: what is wrong, and the choices`."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file, self.line, self.message = file, line, message
