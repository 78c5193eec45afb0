"""CatalogRecord -> document: what an index holds of a record, made from `FIELDS`. Pure."""

from dataclasses import dataclass
from uuid import UUID

from .query import Summary


@dataclass(frozen=True)
class Document:
    """A record ready for any engine.

    `tokens` has the analysed text of each text field, tokens split at white space; `values` the exact values of each keyword field;
    `days` of each date field the day as an ISO date; `summary` is kept as it is.
    """

    id: UUID
    version: int
    tokens: dict[str, str]
    values: dict[str, tuple[str, ...]]
    days: dict[str, str]
    summary: Summary
