"""Errors of harvesting, named by what happens next.

HarvestError
├── StopHarvest      the run cannot go on, and trying again will not help: a wrong declaration, a refused address
├── RetryLater       the portal does not answer well enough now; what came before is kept
│   └── BadAnswer          it answered, but not with what was asked: a smaller question may succeed
│       └── AnswerTooLarge     it sent more than we take at once
├── SkipRecord       this one record cannot be read; the others go on
├── InvalidDeclaration   a declaration is wrong; says where, and the choices
└── InvalidSource        a file with a declaration is wrong; says file, line and the choices
"""

from pathlib import Path

from schemas.issues import Issue


class HarvestError(Exception):
    """Base of all errors of this package."""


class StopHarvest(HarvestError):
    """Trying again will not help."""


class RetryLater(HarvestError):
    """The portal failed after all retries."""


class BadAnswer(RetryLater):
    """The answer is of no use; the question may be too large, or one record in it broken."""


class AnswerTooLarge(BadAnswer):
    """The answer is larger than we take at once."""


class SkipRecord(HarvestError):
    """One record cannot become a dataset; `issue` says why."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(f"{issue.code} at {issue.pointer or '/'}: {issue.value}")
        self.issue = issue


class InvalidDeclaration(HarvestError):
    """A declaration does not hold. `where` is the place of the value: the keys, and the numbers in lists, that lead to it."""

    def __init__(self, where: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.where, self.message = where, message


class InvalidSource(HarvestError):
    """A file with a declaration or a platform does not hold. The message reads `file:line: what is wrong, and the choices`."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file, self.line, self.message = file, line, message
