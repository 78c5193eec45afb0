"""Keeping the state of a record that is replaced, in the transaction that replaces it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from ..proof.states import LAYERS
from .bulk import add
from .database import chunks
from .models import LayersRow, RecordRow
from .state_rows import StateRow

OF_RECORD = ("version", "status", "source", "raw_hash", "entry", "salt")
"""The columns of `record` that a state has too."""


def keep(connection: Connection, records: Iterable[UUID]) -> None:
    """Copy the states of stored records as they stand, without reading them."""
    columns = [getattr(RecordRow, name) for name in OF_RECORD] + [getattr(LayersRow, name) for name in LAYERS]
    stored = select(RecordRow.id, *columns).join(LayersRow, LayersRow.record_id == RecordRow.id)
    names = ["record_id", *OF_RECORD, *LAYERS]
    for chunk in chunks(records):
        connection.execute(insert(StateRow).from_select(names, stored.where(RecordRow.id.in_(chunk))))


def keep_made(connection: Connection, rows: Sequence[Mapping[str, Any]], layers: Sequence[Mapping[str, Any]]) -> None:
    """Keep states that are replaced in the transaction that made them, by their rows of `record` and of `record_layers`."""
    made = [
        {"record_id": row["id"]} | {name: row[name] for name in OF_RECORD} | {name: layer[name] for name in LAYERS}
        for row, layer in zip(rows, layers, strict=True)
    ]
    if made:
        add(connection, StateRow, made)


def erase(connection: Connection, entries: Iterable[int]) -> None:
    """Remove the content of former states, by the entries that prove them. What they committed to stays there."""
    nothing: dict[str, None] = dict.fromkeys(("salt", *LAYERS))
    for chunk in chunks(entries):
        connection.execute(update(StateRow).where(StateRow.entry.in_(chunk)).values(**nothing))
