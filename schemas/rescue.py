"""What a rescue from the archive would change, or has changed."""

from uuid import UUID

from .audit import Action
from .model import Model


class RescueExample(Model):
    """One record that differs."""

    record: UUID
    identifier: str
    action: Action
    changed: tuple[str, ...] = ()


class RescueReport(Model):
    """The difference that a rescue makes to a source, `applied` or only looked at.

    `changed`, `withdrawn` and `restored` count records; `fields` how many records differ in a field. A record is `unreadable` if
    its raw record is not in the archive or damaged, and `rejected` if it cannot be normalised; both stay as they are.
    """

    source: str
    applied: bool
    changed: int = 0
    withdrawn: int = 0
    restored: int = 0
    unchanged: int = 0
    unreadable: int = 0
    rejected: int = 0
    fields: dict[str, int] = {}
    examples: tuple[RescueExample, ...] = ()
