"""Notes in the archive that say which raw record belongs to which dataset. A harvest writes one for every step that it saves.

A raw record alone does not say its source or its identifier. A note has one line of JSON for each saved record. Its name is
`SOURCE/TIME-RUN-RANDOM.jsonl`, so sorted names are in the order of time. A store can be filled again from the notes and the raw
records. The decisions of people are only in the store.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from schemas.model import Model
from schemas.record import CatalogRecord, Provenance, record_id

from ..store.archive import Archive
from ..store.errors import Corrupt, NotStorable

TIME = "%Y%m%dT%H%M%S.%fZ"
"""The time in the name of a note."""

DATED = re.compile(r"(?<=/)\d{8}T\d{6}\.\d{6}Z(?=-)")
"""That time, found in a name."""


class Entry(Model):
    """Where one saved record came from; the raw record is the one that the provenance names.

    `record` is the id of the record if it does not follow from the identifier: the identifier was moved to an older record.
    """

    identifier: str
    provenance: Provenance
    record: UUID | None = None

    def record_id(self, source: str) -> UUID:
        """The id of the record that has this identifier."""
        return self.record or record_id(source, self.identifier)


def write(archive: Archive, records: Sequence[CatalogRecord], *, source: str, run: int, at: datetime) -> None:
    """Write the note about some records. Raises `NotStorable` (a text is not Unicode) and `StoreUnavailable`."""
    try:
        lines = "".join(f"{_entry(record).model_dump_json(exclude_none=True)}\n" for record in records)
    except PydanticSerializationError as error:
        raise NotStorable(f"the note about a batch of {source}: {error}") from error
    archive.add_note(f"{source}/{at:{TIME}}-{run}-{secrets.token_hex(4)}.jsonl", lines.encode())


def _entry(record: CatalogRecord) -> Entry:
    identifier = record.dataset.identifier
    moved = record.id != record_id(record.source, identifier)
    return Entry(identifier=identifier, provenance=record.provenance, record=record.id if moved else None)


def sources(archive: Archive) -> tuple[str, ...]:
    """The ids of the sources that have notes. Raises `StoreUnavailable`."""
    return tuple(sorted({name.partition("/")[0] for name in archive.notes()}))


def read(archive: Archive, source: str, *, at: datetime | None = None) -> Iterator[list[Entry]]:
    """The entries of each note of a source, newest note first. If two notes name one identifier, the newer one counts.

    Notes from after `at`, the present, come last: a clock that was ahead has dated them.

    Raises `Corrupt` and `StoreUnavailable`.
    """
    newest_first = reversed(tuple(archive.notes(source)))
    for name in sorted(newest_first, key=lambda name: at is not None and _is_after(name, at)):
        try:
            yield [Entry.model_validate_json(line) for line in archive.note(name).splitlines()]
        except ValidationError as error:
            raise Corrupt(f"the note {name} in the archive cannot be read: {error.errors()[0]['msg']}") from error


def _is_after(name: str, at: datetime) -> bool:
    dated = DATED.search(name)
    return dated is not None and dated[0] > f"{at:{TIME}}"
