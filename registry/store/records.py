"""The records: the truth of the catalogue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, update

from schemas.audit import Action
from schemas.record import CatalogRecord, Status

from . import audit
from .bulk import upsert
from .database import AnyRow, Database, chunks, storable
from .errors import StaleRecord
from .models import LayersRow, OutboxRow, RecordRow
from .rows import layers_row, record_row, to_record, whole_records, whole_records_of

PAGE = 200
"""How many records `stream` holds at once."""


@dataclass(frozen=True)
class Save:
    """A record that replaces its former version, and what the audit trail says about it.

    `dataset_hash` is the caller's hash of the harvested layer, which `known` gives back. None keeps the stored one; a new record
    without one differs from whatever the next harvest brings.
    """

    record: CatalogRecord
    action: Action
    details: dict[str, Any]
    dataset_hash: str | None = None


@dataclass(frozen=True)
class Known:
    """What the store knows of a record, without its layers. `seen_run` is the last run that met it."""

    id: UUID
    version: int
    raw_hash: str
    dataset_hash: str
    seen_run: int
    status: Status


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

        A page at a time is read, each in a transaction of its own: memory is flat and no writer waits, and a record that is saved
        meanwhile may come in its old or its new state.
        """
        statement = whole_records().order_by(RecordRow.id).limit(PAGE)
        if source is not None:
            statement = statement.where(RecordRow.source == source)
        while True:
            page = statement if after is None else statement.where(RecordRow.id > after)
            with self._database.reading() as connection:
                rows = connection.execute(page).all()
            yield from map(to_record, rows)
            if len(rows) < PAGE:
                return
            after = rows[-1].id

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

    def save(self, changes: Sequence[Save], *, actor: str, at: datetime) -> None:
        """Replace records, in one transaction with their audit entries and outbox rows: all of them, or none.

        A record's version must be the stored one plus 1, or 1 if it is new. A record whose provenance names a run has been met by
        it. Raises `StaleRecord`, `NotStorable` (one of the records cannot be kept; split the batch to find it) and
        `StoreUnavailable`.
        """
        if not changes:
            return
        layers = {change.record.id: layers_row(change.record) for change in changes}
        events = [audit.Event(change.record.id, change.action, actor, at, change.details) for change in changes]
        with self._database.writing() as connection:
            head = audit.lock_head(connection)
            records = _following(changes, _stored(connection, layers))
            upsert(connection, RecordRow, records, key="id")
            upsert(connection, LayersRow, list(layers.values()), key="record_id")
            upsert(connection, OutboxRow, _waiting(changes, audit.append(connection, head, events)), key="record_id")

    def seen(self, run: int, records: Iterable[UUID], *, raw_hashes: Mapping[UUID, str] | None = None) -> None:
        """Note that a run has met records, and which raw records they have now, where that differs in nothing that we read.

        The layers are not touched, and a run that is older than the noted one changes nothing.
        """
        met = update(RecordRow).values(seen_run=run).where(RecordRow.seen_run < run)
        moved = update(RecordRow).values(raw_hash=bindparam("new_hash")).where(RecordRow.id == bindparam("of"))
        ids = list(records)
        if not ids and not raw_hashes:
            return
        with self._database.writing() as connection:
            for chunk in chunks(ids):
                connection.execute(met.where(RecordRow.id.in_(chunk)))
            if raw_hashes:
                connection.execute(moved, [{"of": record, "new_hash": raw_hash} for record, raw_hash in raw_hashes.items()])

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

    def absent(self, source: str, run: int) -> int:
        """How many active records of a source neither this run nor a later one has met."""
        statement = select(func.count()).select_from(RecordRow).where(RecordRow.source == source, RecordRow.seen_run < run)
        with self._database.reading() as connection:
            return connection.scalar(statement.where(RecordRow.status == Status.ACTIVE.value)) or 0


def _known(row: AnyRow) -> Known:
    return Known(row.id, row.version, row.raw_hash, row.dataset_hash, row.seen_run, Status(row.status))


@dataclass(frozen=True)
class _Stored:
    version: int
    dataset_hash: str
    seen_run: int


_NOTHING = _Stored(0, "", 0)


def _stored(connection: Connection, records: Iterable[UUID]) -> dict[UUID, _Stored]:
    statement = select(RecordRow.id, RecordRow.version, RecordRow.dataset_hash, RecordRow.seen_run)
    return {
        row.id: _Stored(row.version, row.dataset_hash, row.seen_run)
        for chunk in chunks(records)
        for row in connection.execute(statement.where(RecordRow.id.in_(chunk)))
    }


def _following(changes: Sequence[Save], stored: dict[UUID, _Stored]) -> list[dict[str, Any]]:
    """The new rows of `record`. A record may change twice in one batch. Raises `StaleRecord`."""
    rows = []
    for change in changes:
        record = change.record
        before = stored.get(record.id, _NOTHING)
        if record.version != before.version + 1:
            raise StaleRecord(record.id, version=record.version, stored=before.version)
        dataset_hash = before.dataset_hash if change.dataset_hash is None else change.dataset_hash
        seen_run = max(before.seen_run, record.provenance.run)
        stored[record.id] = _Stored(record.version, dataset_hash, seen_run)
        rows.append(record_row(record, dataset_hash=dataset_hash, seen_run=seen_run))
    return rows


def _waiting(changes: Sequence[Save], seqs: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "record_id": change.record.id,
            "seq": seq,
            "version": change.record.version,
            "deleted": change.record.status is Status.WITHDRAWN,
        }
        for change, seq in zip(changes, seqs, strict=True)
    ]
