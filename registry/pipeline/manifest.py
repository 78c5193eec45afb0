"""Which raw record in the archive is whose: a note beside the raw records for every batch that a harvest saves.

A raw record alone tells neither its source nor its identifier. A note has a line of JSON for each saved record; its name is
`SOURCE/TIME-RUN-RANDOM.jsonl`, so that names in order are in the order of time, whatever the portal's identifiers are. From these
and the raw records a store can be filled again. What people decided is in the store only.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from schemas.model import Model
from schemas.record import CatalogRecord, Provenance

from ..store.archive import Archive
from ..store.errors import Corrupt, NotStorable


class Entry(Model):
    """Where one saved record came from; the raw record is the one that the provenance names."""

    identifier: str
    provenance: Provenance


def write(archive: Archive, records: Sequence[CatalogRecord], *, source: str, run: int, at: datetime) -> None:
    """Note whose the archived raw records are. Raises `NotStorable` (a text is not Unicode) and `StoreUnavailable`."""
    entries = [Entry(identifier=record.dataset.identifier, provenance=record.provenance) for record in records]
    try:
        lines = "".join(f"{entry.model_dump_json()}\n" for entry in entries)
    except PydanticSerializationError as error:
        raise NotStorable(f"the note about a batch of {source}: {error}") from error
    archive.add_note(f"{source}/{at:%Y%m%dT%H%M%S.%fZ}-{run}-{secrets.token_hex(4)}.jsonl", lines.encode())


def sources(archive: Archive) -> tuple[str, ...]:
    """The ids of the sources that have notes. Raises `StoreUnavailable`."""
    return tuple(sorted({name.partition("/")[0] for name in archive.notes()}))


def read(archive: Archive, source: str) -> Iterator[list[Entry]]:
    """The notes of a source, newest first; of entries with one identifier the first is the one that holds.

    Raises `Corrupt` and `StoreUnavailable`.
    """
    for name in reversed(tuple(archive.notes(source))):
        try:
            yield [Entry.model_validate_json(line) for line in archive.note(name).splitlines()]
        except ValidationError as error:
            raise Corrupt(f"the note {name} in the archive cannot be read: {error.errors()[0]['msg']}") from error
