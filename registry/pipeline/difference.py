"""What is different about a record."""

from hashlib import sha256

from schemas.audit import Action
from schemas.dataset import Dataset
from schemas.record import CatalogRecord, Status


def changed_fields(before: Dataset, after: Dataset) -> list[str]:
    """The names of the fields in which two datasets differ."""
    return [name for name in Dataset.model_fields if getattr(before, name) != getattr(after, name)]


def hash_of(dataset: Dataset) -> str:
    """The hash by which the next harvest sees whether a dataset differs."""
    return sha256(dataset.model_dump_json().encode()).hexdigest()


def action_on(current: CatalogRecord | None) -> Action:
    """What it is to save a harvested record over the current one."""
    if current is None:
        return Action.CREATE
    return Action.RESTORE if current.status is Status.WITHDRAWN else Action.CHANGE
