"""The records: the truth of the catalogue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from schemas.actor import Actor
from schemas.record import CatalogRecord, Status

from . import audit, saving
from .database import AnyRow, Database, chunks, storable
from .models import RecordRow
from .progress import Progress, keep_step, note_seen
from .rows import to_record, whole_records, whole_records_of
from .saving import Save

PAGE = 200
"""How many records `stream` holds at once."""

NARROW_PAGE = 2000
"""How many records `versions` holds at once."""


@dataclass(frozen=True)
class Known:
    """What the store knows of a record, without its layers. `seen_run` is the last run that saw it."""

    id: UUID
    version: int
    raw_hash: str
    dataset_hash: str
    seen_run: int
    status: Status


@dataclass(frozen=True)
class Stored:
    """What index and archive must have of a record."""

    id: UUID
    source: str
    version: int
    raw_hash: str


class Records:
    """Reads and replaces records. Nothing is edited in place, and nothing is saved without its audit entry and outbox row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, record: UUID) -> CatalogRecord | None:
        """One record. Raises `Corrupt`, as all that read records do."""
        return self.get_many([record]).get(record)

    def get_many(self, records: Iterable[UUID]) -> dict[UUID, CatalogRecord]:
        """The records that there are of these, in no order."""
        found: list[AnyRow] = []
        for chunk in chunks(records):
            with self._database.reading() as connection:
                found.extend(connection.execute(whole_records_of(), {"records": chunk}))
        return {row.id: to_record(row) for row in found}

    def stream(self, *, source: str | None = None, after: UUID | None = None) -> Iterator[CatalogRecord]:
        """All records in the order of their ids, those beyond `after`; of one source if given.

        Memory is flat, and a record that is saved meanwhile may come in its old or its new state.
        """
        statement = whole_records()
        if source is not None:
            statement = statement.where(RecordRow.source == source)
        if after is not None:
            statement = statement.where(RecordRow.id > after)
        for page in self._database.pages(statement, by=RecordRow.id, size=PAGE):
            yield from map(to_record, page)

    def versions(self) -> Iterator[Stored]:
        """Of all records, in the order of their ids, what index and archive must have. Flat memory, as with `stream`."""
        columns = (RecordRow.id, RecordRow.source, RecordRow.version, RecordRow.raw_hash)
        for page in self._database.pages(select(*columns), by=RecordRow.id, size=NARROW_PAGE):
            yield from (Stored(row.id, row.source, row.version, row.raw_hash) for row in page)

    def known(self, source: str, identifiers: Iterable[str]) -> dict[str, Known]:
        """What is known of the portal's identifiers, by identifier; the others are new.

        An identifier that no database can hold is not known.
        """
        columns = (RecordRow.identifier, RecordRow.id, RecordRow.version, RecordRow.raw_hash, RecordRow.dataset_hash)
        statement = select(*columns, RecordRow.seen_run, RecordRow.status).where(RecordRow.source == source)
        found: list[AnyRow] = []
        with self._database.reading() as connection:
            for chunk in chunks(filter(storable, identifiers)):
                found.extend(connection.execute(statement.where(RecordRow.identifier.in_(chunk))))
        return {row.identifier: _known(row) for row in found}

    def save(self, changes: Sequence[Save], *, actor: Actor, at: datetime, progress: Progress | None = None) -> None:
        """Replace records, in one transaction with their audit entries and outbox rows: all of them, or none.

        A record's version must be the stored one plus 1, or 1 if it is new. The run that its provenance names has seen it.
        `progress` is kept in the same transaction: the step of the run in which these records, perhaps none, were found.

        Raises `StaleRecord`, `NotStorable` (one of the records cannot be kept; halves and `check` find it), `RunLost` (another
        attempt holds the run of `progress`) and `StoreUnavailable`.
        """
        if not changes and progress is None:
            return
        saves = saving.prepare(changes, actor=actor, at=at)
        with self._database.writing() as connection:
            audit.lock_head(connection)  # first, whatever is written: so two writers never wait for each other
            if progress is not None:
                keep_step(connection, progress, at=at)
            saving.write(connection, saves)

    def check(self, changes: Sequence[Save], *, actor: Actor, at: datetime) -> None:
        """Raise what `save` would raise, and change nothing."""
        saves = saving.prepare(changes, actor=actor, at=at)
        with suppress(_Tried), self._database.writing() as connection:
            saving.write(connection, saves)
            raise _Tried

    def mark_seen(self, run: int, records: Iterable[UUID], *, raw_hashes: Mapping[UUID, str] | None = None) -> None:
        """Note that a run has seen records in the portal's list, unchanged.

        `raw_hashes` has the new raw records of those whose raw record differs, but in nothing that we read. The layers are not
        touched. A run that is older than the noted one changes nothing.
        """
        ids = list(records)
        if ids or raw_hashes:
            with self._database.writing() as connection:
                audit.lock_head(connection)
                note_seen(connection, run, ids, raw_hashes or {})

    def count(self, *, source: str | None = None, status: Status | None = Status.ACTIVE) -> int:
        """How many records there are that the portals still list; with another status, or all with None."""
        counts = self.counts(status=status)
        return sum(counts.values()) if source is None else counts.get(source, 0)

    def counts(self, *, status: Status | None = Status.ACTIVE) -> dict[str, int]:
        """`count` by source; a source without records is not there."""
        statement = select(RecordRow.source, func.count()).group_by(RecordRow.source)
        if status is not None:
            statement = statement.where(RecordRow.status == status.value)
        with self._database.reading() as connection:
            return dict(connection.execute(statement).all())


def _known(row: AnyRow) -> Known:
    return Known(row.id, row.version, row.raw_hash, row.dataset_hash, row.seen_run, Status(row.status))


class _Tried(Exception):
    """Ends a trial, so that its transaction is rolled back."""
