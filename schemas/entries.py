"""An entry of a vocabulary that a person chooses from to record a fact about a dataset."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A choice with its English label.

    `iri` is the address of the term where a standard has one. `broader` are the entries of the same vocabulary that it is a kind
    of. `special` marks special categories of personal data. `minimum` and `maximum` are the limits of a band, both within it.
    """

    id: str
    label: str
    iri: str | None = None
    broader: tuple[str, ...] = ()
    special: bool = False
    minimum: int | None = None
    maximum: int | None = None


def read_entries(rows: Mapping[str, Mapping[str, Any]], *, namespace: str | None = None) -> Mapping[str, Entry]:
    """The entries by their ids. `namespace` is what the address of each begins with."""
    return MappingProxyType({id_: _entry(id_, row, namespace) for id_, row in rows.items()})


def _entry(id_: str, row: Mapping[str, Any], namespace: str | None) -> Entry:
    return Entry(
        id=id_,
        label=row["label"],
        iri=f"{namespace}{id_}" if namespace else None,
        broader=tuple(row.get("broader", ())),
        special=row.get("special", False),
        minimum=row.get("minimum"),
        maximum=row.get("maximum"),
    )
