"""Errors of harvesting, named by what happens next.

HarvestError
├── StopHarvest      the run cannot go on, and trying again will not help: a wrong declaration, a refused address
├── RetryLater       the portal does not answer well enough now; what came before is kept
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
