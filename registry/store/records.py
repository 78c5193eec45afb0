"""The records: the authoritative data of the catalogue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from schemas.actor import Actor
from schemas.dataset import Dataset
from schemas.record import CatalogRecord, Status

from . import audit, saving
from .aliases import aliased
from .database import AnyRow, AnySelect, Database, chunks, storable
from .models import AuditRow, LayersRow, RecordRow
from .progress import Progress, keep_step, note_seen
from .rows import rules_key, to_dataset, to_record, whole_records, whole_records_of
from .saving import Brought, Save

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
class Part:
    """Some of the records that portals still list: their number from 1, and when one of them last changed (None: not known)."""

    number: int
    changed: datetime | None


@dataclass(frozen=True)
class Stored:
    """What the index and the archive must have of a record."""

    id: UUID
    source: str
    version: int
    raw_hash: str


class Records:
    """Reads and replaces records. A record is always replaced as a whole, together with its audit entry and outbox row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, record: UUID) -> CatalogRecord | None:
        """One record. Raises `Corrupt`, as all methods that read records do."""
        return self.get_many([record]).get(record)

    def get_many(self, records: Iterable[UUID]) -> dict[UUID, CatalogRecord]:
        """The existing records with these ids, in no order."""
        found: list[AnyRow] = []
        for chunk in chunks(records):
            with self._database.reading() as connection:
                found.extend(connection.execute(whole_records_of(), {"records": chunk}))
        return {row.id: to_record(row) for row in found}

    def stream(self, *, source: str | None = None, after: UUID | None = None) -> Iterator[CatalogRecord]:
        """All records with an id greater than `after`, in the order of their ids; of one source if given.

        Memory use is constant. A record that is saved meanwhile may come in its old or its new state.
        """
        statement = whole_records()
        if source is not None:
            statement = statement.where(RecordRow.source == source)
        if after is not None:
            statement = statement.where(RecordRow.id > after)
        for page in self._database.pages(statement, by=RecordRow.id, size=PAGE):
            yield from map(to_record, page)

    def versions(self) -> Iterator[Stored]:
        """What the index and the archive must have, for all records in the order of their ids. Memory use is constant."""
        columns = (RecordRow.id, RecordRow.source, RecordRow.version, RecordRow.raw_hash)
        for page in self._database.pages(select(*columns), by=RecordRow.id, size=NARROW_PAGE):
            yield from (Stored(row.id, row.source, row.version, row.raw_hash) for row in page)

    def active(self) -> Iterator[tuple[UUID, str]]:
        """The ids of all active records, each with its source, in the order of the ids. Memory use is constant."""
        statement = select(RecordRow.id, RecordRow.source).where(RecordRow.status == Status.ACTIVE.value)
        for page in self._database.pages(statement, by=RecordRow.id, size=NARROW_PAGE):
            yield from ((row.id, row.source) for row in page)

    def statuses(self, *, first: UUID, last: UUID) -> Iterator[dict[UUID, Status]]:
        """The status of all records between two ids, with both, some at a time in the order of their ids."""
        statement = select(RecordRow.id, RecordRow.status).where(RecordRow.id >= first, RecordRow.id <= last)
        for page in self._database.pages(statement, by=RecordRow.id, size=NARROW_PAGE):
            yield {row.id: Status(row.status) for row in page}

    def judged_otherwise(self, rules: str) -> dict[str, int]:
        """How many records are not known to be as these rules conclude, by source. It reads an index alone."""
        statement = select(RecordRow.source, func.count()).where(_otherwise(rules)).group_by(RecordRow.source)
        with self._database.reading() as connection:
            return dict(connection.execute(statement).all())

    def to_judge(self, rules: str, *, after: UUID | None, limit: int) -> dict[UUID, str]:
        """The next of these records after an id, in the order of their ids, each with its source; at most `limit`."""
        statement = select(RecordRow.id, RecordRow.source).where(_otherwise(rules)).order_by(RecordRow.id).limit(limit)
        if after is not None:
            statement = statement.where(RecordRow.id > after)
        with self._database.reading() as connection:
            return {row.id: row.source for row in connection.execute(statement)}

    def a_raw_hash(self) -> str | None:
        """The hash of the raw record of any record; None if there are no records."""
        with self._database.reading() as connection:
            return connection.scalar(select(RecordRow.raw_hash).limit(1))

    def known(self, source: str, identifiers: Iterable[str]) -> dict[str, Known]:
        """What the store knows of records, by the portal's identifier. An identifier that is not in the result is new.

        So is an identifier that no database can store. An identifier that was moved leads to the record that it was moved to.
        """
        statement = select(RecordRow.identifier, *KNOWN).where(RecordRow.source == source)
        found: list[AnyRow] = []
        with self._database.reading() as connection:
            for chunk in chunks(filter(storable, identifiers)):
                found.extend(connection.execute(statement.where(RecordRow.identifier.in_(chunk))))
                found.extend(connection.execute(aliased(source, chunk, *KNOWN)))  # after the others, so that a move counts
        return {row.identifier: _known(row) for row in found}

    def known_of(self, records: Iterable[UUID]) -> dict[UUID, Known]:
        """What the store knows of the existing records with these ids."""
        with self._database.reading() as connection:
            rows = [row for chunk in chunks(records) for row in connection.execute(select(*KNOWN).where(RecordRow.id.in_(chunk)))]
        return {row.id: _known(row) for row in rows}

    def modified(self, records: Iterable[UUID]) -> dict[UUID, datetime]:
        """When the existing records with these ids last changed: the moment of the entry of the trail about their version.

        One that the trail has not taken over yet has none, and is left out.
        """
        statement = select(RecordRow.id, AuditRow.at).join(AuditRow, AuditRow.id == RecordRow.entry)
        with self._database.reading() as connection:
            rows = [row for chunk in chunks(records) for row in connection.execute(statement.where(RecordRow.id.in_(chunk)))]
        return {row.id: row.at for row in rows}

    def parts(self, *, size: int) -> list[Part]:
        """The records that portals still list, in the order of their ids, in parts of this size (the last one may be smaller)."""
        place = func.row_number().over(order_by=RecordRow.id) - 1
        numbered = _active(AuditRow.at, (place // size + 1).label("part")).subquery()
        changed = select(numbered.c.part, func.max(numbered.c.at)).group_by(numbered.c.part).order_by(numbered.c.part)
        with self._database.reading() as connection:
            return [Part(int(part), at) for part, at in connection.execute(changed)]  # PostgreSQL rounds down to a decimal

    def listed(self, *, part: int, size: int) -> list[tuple[UUID, datetime | None]]:
        """The records of one of these `parts`, from 1, each with the moment of its last change. Empty beyond the last part."""
        active = select(RecordRow.id).where(RecordRow.status == Status.ACTIVE.value).order_by(RecordRow.id)
        first = active.offset((part - 1) * size).limit(1).scalar_subquery()
        statement = _active(RecordRow.id, AuditRow.at).where(RecordRow.id >= first).order_by(RecordRow.id).limit(size)
        with self._database.reading() as connection:
            return [(row.id, row.at) for row in connection.execute(statement)]

    def datasets(self, records: Iterable[UUID]) -> Iterator[tuple[UUID, Dataset]]:
        """Only the harvested layer of the existing records with these ids. Memory use is constant. Raises `Corrupt`."""
        statement = select(LayersRow.record_id, LayersRow.dataset)
        for chunk in chunks(records):
            with self._database.reading() as connection:
                rows = connection.execute(statement.where(LayersRow.record_id.in_(chunk))).all()
            yield from ((row.record_id, to_dataset(row)) for row in rows)

    def save(self, changes: Sequence[Save], *, actor: Actor, at: datetime, progress: Progress | None = None) -> None:
        """Replace records in one transaction, with their audit entries and outbox rows: all of them or none.

        A record's version must be the stored one plus 1, or 1 if it is new. The run in its provenance is noted as having seen it.
        `progress` is kept in the same transaction: the step of the run that found these records. It may have found none.

        Raises `StaleRecord`, `NotStorable` (a record cannot be kept; `check` on halves of the batch finds it), `RunLost` (another
        attempt holds the run of `progress`) and `StoreUnavailable`.
        """
        if not changes and progress is None:
            return
        saves = saving.prepare(changes, actor=actor, at=at)
        with self._database.writing() as connection:
            audit.lock_head(connection)  # always first, so that two writers never wait for each other
            if progress is not None:
                keep_step(connection, progress, at=at)
            saving.write(connection, saves)

    def bring(self, records: Sequence[Brought], *, actor: Actor) -> None:
        """Keep records of another installation as they are, in one transaction. None of them may be here in any version.

        Raises `StaleRecord`, `NotStorable` and `StoreUnavailable`.
        """
        saves = saving.prepare_brought(records, actor=actor)
        with self._database.writing() as connection:
            saving.write(connection, saves, brought=True)

    def check(self, changes: Sequence[Save], *, actor: Actor, at: datetime) -> None:
        """Raise what `save` would raise, and change nothing."""
        saves = saving.prepare(changes, actor=actor, at=at)
        with suppress(_Tried), self._database.writing() as connection:
            saving.write(connection, saves)
            raise _Tried

    def mark_seen(self, run: int, records: Iterable[UUID], *, raw_hashes: Mapping[UUID, str] | None = None) -> None:
        """Note that a run has seen records in the portal's list, unchanged.

        `raw_hashes` has the hashes of new raw records from which the same dataset is made. The layers do not change. A run that
        is older than the noted one changes nothing.
        """
        ids = list(records)
        if ids or raw_hashes:
            with self._database.writing() as connection:
                audit.lock_head(connection)
                note_seen(connection, run, ids, raw_hashes or {})

    def count(self, *, source: str | None = None, status: Status | None = Status.ACTIVE) -> int:
        """How many records have a status: by default those that the portals still list; with None all."""
        counts = self.counts(status=status)
        return sum(counts.values()) if source is None else counts.get(source, 0)

    def counts(self, *, status: Status | None = Status.ACTIVE) -> dict[str, int]:
        """`count` by source; a source without records is left out."""
        statement = select(RecordRow.source, func.count()).group_by(RecordRow.source)
        if status is not None:
            statement = statement.where(RecordRow.status == status.value)
        with self._database.reading() as connection:
            return dict(connection.execute(statement).all())


KNOWN = (
    RecordRow.id,
    RecordRow.version,
    RecordRow.raw_hash,
    RecordRow.dataset_hash,
    RecordRow.seen_run,
    RecordRow.status,
)
"""The columns of `Known`."""


def _active(*columns: Any) -> AnySelect:
    """Columns of the records that portals still list, and of the entries of the trail about their versions."""
    joined = select(*columns).select_from(RecordRow).outerjoin(AuditRow, AuditRow.id == RecordRow.entry)
    return joined.where(RecordRow.status == Status.ACTIVE.value)


def _otherwise(rules: str) -> ColumnElement[bool]:
    """The condition that it is not known whether a record's conclusions are those of these rules."""
    return RecordRow.rules.is_distinct_from(rules_key(rules))


def _known(row: AnyRow) -> Known:
    return Known(row.id, row.version, row.raw_hash, row.dataset_hash, row.seen_run, Status(row.status))


class _Tried(Exception):
    """Ends a trial and rolls its transaction back."""
