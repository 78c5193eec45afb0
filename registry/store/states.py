"""The states that records had, as they were stored. A former state is copied when it is replaced, and stays as it is.

The trail proves each state: the entry that made it has its mark. Records that were stored before the trail had states are taken
over: each gets an entry with the mark of its present state.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, bindparam, func, select, tuple_, update

from schemas.actor import Actor
from schemas.audit import Action, AuditEntry, StateMark
from schemas.record import CatalogRecord

from ..proof.states import LAYERS, mark_of
from .audit import CHANGED, append, erased_entries, lock_head, of_action
from .audit_rows import COLUMNS, Event, entry_of, new_salt
from .database import AnyRow, AnySelect, Database, chunks
from .models import AuditRow, LayersRow, RecordRow
from .rows import rules_key, to_record
from .state_rows import StateRow

START = Actor.system("start")
"""Who takes records over."""

PAGE = 200
"""How many states are read at once."""


@dataclass(frozen=True)
class Stood:
    """A record as it stood, and the entry of the trail that made this state.

    `proof` is the number of the entry that commits to it: the same, or the one that took the state over. It and the `salt` of
    what the trail commits to are None if the state was replaced before that: then nothing proves it. `layers` are the layers as
    they are stored: JSON, by name.
    """

    record: CatalogRecord
    entry: AuditEntry
    salt: str | None
    proof: int | None
    layers: Mapping[str, str]


@dataclass(frozen=True)
class Made:
    """An entry that made a state of a record, or took one over, and the row of that state; None if it is not kept."""

    entry: AuditEntry
    row: AnyRow | None

    @property
    def record(self) -> CatalogRecord | None:
        """The record as it stood. Raises `Corrupt`."""
        return to_record(self.row) if self.row else None

    @property
    def content(self) -> dict[str, Any] | None:
        """The status and the layers, not checked: for a look at many states."""
        if self.row is None:
            return None
        return {"status": self.row.status} | {name: orjson.loads(getattr(self.row, name)) for name in LAYERS}


@dataclass(frozen=True)
class Divergence:
    """A state that is not the one that the trail proves, or is missing."""

    record: UUID
    version: int


class States:
    """Reads the states that are kept, and compares them with the trail. `Records.save` keeps them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def at(self, record: UUID, moment: datetime) -> Stood | AuditEntry | None:
        """The record as it stood at a moment; None if Serai did not have it then.

        The entry that made the state comes alone if the state is not kept: it is from before Serai kept states, or was erased.
        Raises `Corrupt`.
        """
        changes = select(*COLUMNS).where(AuditRow.record_id == record, CHANGED).order_by(AuditRow.id.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(changes.where(AuditRow.at <= moment)).mappings().first()
            if row is None:
                return None
            entry = entry_of(row)
            found = _kept(connection, record, entry.state.version) if entry.state else _untold(connection, entry)
        if found is None:
            return entry
        layers = {name: getattr(found, name) for name in LAYERS}
        return Stood(to_record(found), entry, found.salt, found.entry, layers)

    def replaced(self, records: Collection[UUID]) -> list[UUID]:
        """Those of some records that had another state before, in their order."""
        found: set[UUID] = set()
        for chunk in chunks(records):
            with self._database.reading() as connection:
                found.update(connection.scalars(select(RecordRow.id).where(RecordRow.id.in_(chunk), RecordRow.version > 1)))
        return [record for record in records if record in found]

    def latest(self, records: Collection[UUID], *, limit: int, before: int | None = None) -> dict[UUID, tuple[Made, ...]]:
        """The latest entries that made or took over states of records, for each at most `limit`, the latest first.

        Only entries below `before`, if it is given.
        """
        found: dict[UUID, list[Made]] = {record: [] for record in records}
        for chunk in chunks(records):
            with self._database.reading() as connection:
                entries = [entry_of(row) for row in connection.execute(_latest(chunk, limit, before)).mappings()]
                versions = _versions(entries)
                kept = _kept_of(connection, {(each.record, versions[each.id]) for each in entries if each.id in versions})
            for each in entries:
                found[each.record].append(Made(each, kept.get((each.record, versions.get(each.id, 0)))))
        return {record: tuple(made) for record, made in found.items()}

    def newest(self, record: UUID) -> tuple[int, int]:
        """The last entry that made or took over a state of a record, and the last erasure: all that its states hang on."""
        made = select(func.max(AuditRow.id)).where(AuditRow.record_id == record, MADE)
        erased = select(func.max(AuditRow.id)).where(of_action(Action.ERASE))
        with self._database.reading() as connection:
            return connection.scalar(made) or 0, connection.scalar(erased) or 0

    def not_taken_over(self) -> int:
        """How many records wait until the trail takes them over."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(RecordRow).where(UNTOLD)) or 0

    def take_over(self, *, at: datetime, limit: int = PAGE) -> int:
        """Take over records whose state no entry of the trail has, at most `limit`, and return how many were.

        A record whose last entry has a state is not: what it lacks was removed behind the store's back. Raises `StoreError`.
        """
        waiting = select(RecordRow.id).where(UNTOLD, ~PROVED.exists()).order_by(RecordRow.id).limit(limit)
        with self._database.writing() as connection:
            head = lock_head(connection)
            ids = connection.scalars(waiting).all()
            rows = connection.execute(_current().where(RecordRow.id.in_(ids))).all() if ids else []
            salts = [new_salt() for _ in rows]
            marks = map(_mark, rows, salts)
            events = [Event(row.id, Action.TAKE_OVER, START, at, {}, mark) for row, mark in zip(rows, marks, strict=True)]
            entries = append(connection, head, events)
            if rows:
                told = [
                    {"of": row.id, "told": entry, "with": salt} for row, entry, salt in zip(rows, entries, salts, strict=True)
                ]
                connection.execute(TELL, told)
        return len(rows)

    def diverging(self) -> Iterator[Divergence]:
        """The states that are changed or missing: not those that the trail proves. Memory use is constant."""
        with self._database.reading() as connection:
            erased = erased_entries(connection)
        for page in self._database.pages(_marks(), by=AuditRow.id, size=PAGE):
            marks = [StateMark.model_validate_json(each.state) for each in page]
            with self._database.reading() as connection:
                kept = _kept_of(connection, {(each.record_id, mark.version) for each, mark in zip(page, marks, strict=True)})
            for each, mark in zip(page, marks, strict=True):
                row = kept.get((each.record_id, mark.version))
                if not _fits(row, mark, entry=each.id, erased=each.id in erased):
                    yield Divergence(each.record_id, mark.version)
        for records in self._database.pages(select(RecordRow.id), by=RecordRow.id):
            yield from self._behind([row.id for row in records])

    def _behind(self, records: Sequence[UUID]) -> Iterator[Divergence]:
        """The records whose present state is not the last one in the trail. Others may write meanwhile."""
        with self._database.reading() as connection:
            first = _last_marks(connection, records)
            rows = connection.execute(select(RecordRow.id, RecordRow.version, RecordRow.entry).where(RecordRow.id.in_(records)))
            stored = {row.id: row for row in rows}
            last = _last_marks(connection, records)
        for id_, row in stored.items():
            if not first.get(id_, 0) <= (row.entry or 0) <= last.get(id_, 0):
                yield Divergence(id_, row.version)


UNTOLD = RecordRow.entry.is_(None)
"""The condition that the trail has not taken a record over."""

MADE = CHANGED | AuditRow.state.is_not(None)
"""The entries that made a state, or took one over."""

LAST = select(func.max(AuditRow.id)).where(AuditRow.record_id == RecordRow.id, MADE).correlate(RecordRow).scalar_subquery()
"""The last such entry of a record. An older version may have written it, which knows no states."""

PROVED = select(AuditRow.id).where(AuditRow.id == LAST, AuditRow.state.is_not(None))
"""This entry, if it proves a state."""

TELL = update(RecordRow).where(RecordRow.id == bindparam("of")).values(entry=bindparam("told"), salt=bindparam("with"))


@cache
def _current() -> AnySelect:
    """The present states, with the columns of a former one."""
    layers = (getattr(LayersRow, name) for name in LAYERS)
    own = (RecordRow.version, RecordRow.status, RecordRow.source, RecordRow.raw_hash, RecordRow.entry, RecordRow.salt)
    return select(RecordRow.id, *own, *layers).join(LayersRow, LayersRow.record_id == RecordRow.id)


@cache
def _former() -> AnySelect:
    """The former states that were not erased."""
    layers = (getattr(StateRow, name) for name in LAYERS)
    own = (StateRow.version, StateRow.status, StateRow.source, StateRow.raw_hash, StateRow.entry, StateRow.salt)
    return select(StateRow.record_id.label("id"), *own, *layers).where(StateRow.dataset.is_not(None))


def _latest(records: Sequence[UUID], limit: int, before: int | None) -> AnySelect:
    """The latest entries that made states of each of some records."""
    place = func.row_number().over(partition_by=AuditRow.record_id, order_by=AuditRow.id.desc()).label("place")
    made = select(AuditRow.id, place).where(AuditRow.record_id.in_(records), MADE)
    if before is not None:
        made = made.where(AuditRow.id < before)
    placed = made.subquery()
    return select(*COLUMNS).join(placed, placed.c.id == AuditRow.id).where(placed.c.place <= limit).order_by(AuditRow.id.desc())


def _versions(entries: Sequence[AuditEntry]) -> dict[int, int]:
    """The version of the state that each entry made, the latest entries first. One without a state is told by the next."""
    found: dict[int, int] = {}
    later: dict[UUID, AuditEntry] = {}
    for each in entries:
        following = later.get(each.record)
        if each.state:
            found[each.id] = each.state.version
        elif following and following.state:
            found[each.id] = following.state.version - following.action.changes
        later[each.record] = each
    return found


def _marks() -> AnySelect:
    return select(AuditRow.id, AuditRow.record_id, AuditRow.state).where(AuditRow.state.is_not(None))


def _kept(connection: Connection, record: UUID, version: int) -> AnyRow | None:
    return _kept_of(connection, {(record, version)}).get((record, version))


def _kept_of(connection: Connection, states: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], AnyRow]:
    """The states that are kept of these. The present ones are read first: they become former ones, and never the other way."""
    records = {record for record, _ in states}
    found = {}
    for chunk in chunks(records):
        for row in connection.execute(_current().where(RecordRow.id.in_(chunk))):
            found[row.id, row.version] = row
    for places in chunks(states - found.keys()):
        for row in connection.execute(_former().where(tuple_(StateRow.record_id, StateRow.version).in_(places))):
            found[row.id, row.version] = row
    return found


def _untold(connection: Connection, entry: AuditEntry) -> AnyRow | None:
    """The state that an entry without a state made, if it was taken over, or kept when it was replaced, or is the present one."""
    later = select(*COLUMNS).where(AuditRow.record_id == entry.record, AuditRow.id > entry.id, MADE)
    row = connection.execute(later.order_by(AuditRow.id).limit(1)).mappings().first()
    if row is None:
        return connection.execute(_current().where(RecordRow.id == entry.record)).first()
    following = entry_of(row)
    if following.state is None:
        return None
    return _kept(connection, entry.record, following.state.version - following.action.changes)


def _last_marks(connection: Connection, records: Sequence[UUID]) -> dict[UUID, int]:
    """The last entry with a state, by record."""
    last = select(AuditRow.record_id, func.max(AuditRow.id).label("entry")).where(AuditRow.record_id.in_(records))
    rows = connection.execute(last.where(AuditRow.state.is_not(None)).group_by(AuditRow.record_id))
    return {row.record_id: row.entry for row in rows}


def _fits(row: AnyRow | None, mark: StateMark, *, entry: int, erased: bool) -> bool:
    """Whether a kept state is the one of a mark."""
    if row is None:
        return erased
    return row.salt is not None and row.entry == entry and _mark(row, row.salt) == mark


def _mark(row: AnyRow, salt: str) -> StateMark:
    layers = {name: orjson.loads(getattr(row, name)) for name in LAYERS}
    return mark_of(
        layers,
        source=row.source,
        status=row.status,
        version=row.version,
        rules=rules_key(layers["assessment"]["rules"]),
        salt=salt,
    )
