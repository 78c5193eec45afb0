"""What a rescue from the archive would change in the store, or has changed."""

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
    """What a rescue changes in a source: `applied`, or only reported.

    `changed`, `withdrawn` and `restored` count records; `fields` counts the records that differ in a field. A record is
    `unreadable` if its raw record is not in the archive or is damaged, and `rejected` if it cannot become a dataset or cannot be
    stored. Such a record stays as it is.
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
