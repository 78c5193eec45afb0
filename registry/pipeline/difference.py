"""How records differ."""

from hashlib import sha256

from schemas.dataset import Dataset


def changed_fields(before: Dataset, after: Dataset) -> list[str]:
    """The names of the fields in which two datasets differ."""
    return [name for name in Dataset.model_fields if getattr(before, name) != getattr(after, name)]


def hash_of(dataset: Dataset) -> str:
    """The hash by which the next harvest sees whether a dataset differs."""
    return sha256(dataset.model_dump_json().encode()).hexdigest()
