"""Errors of harvesting, named by what happens next.

HarvestError
├── StopHarvest      the run cannot go on, and trying again will not help: a wrong declaration, a refused address
├── RetryLater       the portal does not answer well enough now; what came before is kept
│   └── BadAnswer          it answered, but not with what was asked: a smaller question may succeed
│       └── AnswerTooLarge     it sent more than we take at once
├── SkipRecord       this one record cannot be read; the others go on
└── InvalidSource    a source declaration is wrong; says file, line and the choices
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


class InvalidSource(HarvestError):
    """A source declaration does not hold. The message reads `file:line: what is wrong, and the choices`."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file, self.line, self.message = file, line, message
