"""What can happen to a record instead of being saved. Reports count these outcomes in addition to the saved records."""

from dataclasses import dataclass

from schemas.issues import Issue

from ..store.errors import Corrupt, NotArchived, StoreError


@dataclass(frozen=True)
class Unchanged:
    """The store has it already in this state."""


@dataclass(frozen=True)
class Unreadable:
    """Its raw record is not in the archive, or is damaged there."""

    error: NotArchived | Corrupt


@dataclass(frozen=True)
class Rejected:
    """Its raw record cannot become a dataset; `issue` says why."""

    issue: Issue


@dataclass(frozen=True)
class Unstorable:
    """The store cannot keep it. `identifier` is the portal's."""

    identifier: str
    error: StoreError


@dataclass(frozen=True)
class Unapproved:
    """It would protect less or permit more, and no second person has approved that."""


@dataclass(frozen=True)
class Failed:
    """Serai failed at it: an exception that nobody foresaw."""

    error: Exception

    @property
    def kind(self) -> str:
        """The kind of the exception. Its message may have texts of the portal, and is not for reports."""
        return type(self.error).__name__


Left = Unchanged | Unreadable | Rejected | Unstorable | Unapproved | Failed
