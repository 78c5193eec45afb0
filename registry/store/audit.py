"""The audit trail: who did what to which record. Entries are only added. Each has the hash of the one before.

An entry's hash is the SHA-256 of its canonical JSON: keys sorted at every depth, no white space, UTF-8, `at` in UTC in ISO 8601
as Python writes it (`2026-11-25T10:30:00.123456+00:00`). The fields depend on the entry's `form`:

- Form 2 has all fields of `AuditEntry` but `hash`, as the API shows them. `actor` is an object: `{"kind":"run","name":"12"}`.
- Form 1, of version 0.1, has these fields too, but not `form`, and `actor` is a text: `run 12` for the run of name `12`, for
  every other kind only the name. So this hash proves the name of the actor, but not the kind.

Entries of both forms may follow each other in any order. Ids count up from 1 without a gap. So anybody who has the entries can
check them, and find an entry that was changed, removed or inserted. A missing end is found too: the head is kept separately.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, RowMapping, Text, literal_column, select, type_coerce, update

from schemas.actor import Actor, ActorKind
from schemas.audit import Action, AuditEntry
from schemas.canonical import canonical, digest

from .bulk import add
from .columns import actor_of, utc
from .database import Database, storable
from .errors import Corrupt, NotStorable
from .models import AuditHeadRow, AuditRow


@dataclass(frozen=True)
class Head:
    """The last entry: its id (0 if there is none) and its hash."""

    entry: int
    hash: str


@dataclass(frozen=True)
class Event:
    """The content of a new entry. `details` is any value that JSON has."""

    record: UUID
    action: Action
    actor: Actor
    at: datetime
    details: dict[str, Any]


class Audit:
    """Reads the trail. `append` writes it, in the transaction of the change that the entry records."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def history(self, record: UUID) -> tuple[AuditEntry, ...]:
        """All entries of a record, oldest first."""
        statement = select(*COLUMNS).where(AuditRow.record_id == record).order_by(AuditRow.id)
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(statement).mappings())

    def refusals(self, *, limit: int) -> tuple[AuditEntry, ...]:
        """The latest refusals, at most `limit`, the latest first."""
        statement = select(*COLUMNS).where(REFUSED).order_by(AuditRow.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(statement).mappings())

    def end(self) -> int:
        """The id of the last entry; 0 if there is none."""
        with self._database.reading() as connection:
            return _read_head(connection).entry

    def verify(self) -> int | None:
        """Read the trail from its beginning and return the id of the first entry that is changed or missing; None if all is well.

        Entries that are added meanwhile are not read.
        """
        with self._database.reading() as connection:
            end = _read_head(connection)
        last = Head(0, GENESIS)
        entries = select(*COLUMNS).where(AuditRow.id <= end.entry)
        for row in chain.from_iterable(self._database.pages(entries, by=AuditRow.id)):
            if not _follows(row._mapping, last):
                return last.entry + 1
            last = Head(row.id, row.hash)
        if last.entry < end.entry:
            return last.entry + 1
        return None if last == end else last.entry


GENESIS = "0" * 64
"""The hash that the first entry refers to."""

OLD_FORM, FORM = 1, 2
"""The form of the entries of version 0.1, and the one of new entries."""

COLUMNS = tuple(
    type_coerce(column, Text()).label(column.name) if column.name == "actor" else column for column in AuditRow.__table__.columns
)
"""The columns of an entry. `actor` is read as text, so that an invalid actor in one entry does not stop the reading of others."""


CHANGED = AuditRow.action.not_in([Action.REFUSE.value, Action.PUT_IN_FORCE.value])
"""The entries of changes of records: refusals and rules that came in force stand in the trail too, but change no record."""

REFUSED = AuditRow.action == literal_column(f"'{Action.REFUSE.value}'")
"""The entries of refusals. As a literal, so that SQLite uses the index that has only these."""


def lock_head(connection: Connection) -> Head:
    """The head of the trail, locked until the transaction ends. Only the transaction with this lock can write records."""
    return _read_head(connection, locked=True)


def append(connection: Connection, head: Head, events: Sequence[Event]) -> list[int]:
    """Add an entry for each event after `head`, which is locked, and return their ids. Raises `NotStorable`."""
    rows = []
    for event in events:
        row = _row(event, head)
        head = Head(row["id"], row["hash"])
        rows.append(row)
    if rows:
        add(connection, AuditRow, rows)
        connection.execute(update(AuditHeadRow).values(entry=head.entry, hash=head.hash))
    return [row["id"] for row in rows]


def entry_hash(entry: AuditEntry) -> str:
    """The hash that an entry must have."""
    fields = dict(entry)
    del fields["hash"]
    return _digest(fields)


def _digest(fields: dict[str, Any]) -> str:
    """The hash of the fields of an `AuditEntry` without `hash`; `details` may be JSON already."""
    hashed = {**fields, "record": str(fields["record"]), "at": utc(fields["at"]).isoformat(), "actor": dict(fields["actor"])}
    if fields["form"] == OLD_FORM:
        del hashed["form"]
        hashed["actor"] = _old_text(fields["actor"])
    return digest(canonical(hashed))


def _old_text(actor: Actor) -> str:
    return f"run {actor.name}" if actor.kind is ActorKind.RUN else actor.name


def _follows(row: RowMapping, last: Head) -> bool:
    """Whether a row is the entry after `last`, unchanged."""
    return (row["id"], row["previous_hash"], row["hash"]) == (last.entry + 1, last.hash, _row_hash(row))


def _row_hash(row: RowMapping) -> str | None:
    """The hash that a row must have; None if its actor cannot be read."""
    try:
        actor = actor_of(row["actor"])
    except ValueError:
        return None
    fields = {**row, "record": row["record_id"], "actor": actor, "details": orjson.Fragment(row["details"])}
    del fields["record_id"], fields["hash"]
    return _digest(fields)


def _row(event: Event, head: Head) -> dict[str, Any]:
    if not storable(event.actor.name):
        raise NotStorable(f"the audit entry of record {event.record}: the actor's name")
    entry = {
        "id": head.entry + 1,
        "action": event.action.value,
        "actor": event.actor,
        "at": event.at,
        "form": FORM,
        "previous_hash": head.hash,
    }
    try:
        details = canonical(event.details)
        found = _digest({**entry, "record": event.record, "details": orjson.Fragment(details)})
    except orjson.JSONEncodeError as error:
        raise NotStorable(f"the audit entry of record {event.record}: {error}") from error
    return {**entry, "record_id": event.record, "details": details.decode(), "hash": found}


def _entry(row: RowMapping) -> AuditEntry:
    try:
        details = orjson.loads(row["details"])
        return AuditEntry(
            id=row["id"],
            record=row["record_id"],
            action=Action(row["action"]),
            actor=actor_of(row["actor"]),
            at=row["at"],
            details=details,
            form=row["form"],
            previous_hash=row["previous_hash"],
            hash=row["hash"],
        )
    except ValueError as error:
        raise Corrupt(f"audit entry {row['id']} cannot be read") from error


def _read_head(connection: Connection, *, locked: bool = False) -> Head:
    statement = select(AuditHeadRow.entry, AuditHeadRow.hash)
    row = connection.execute(statement.with_for_update() if locked else statement).first()
    if row is None:
        raise Corrupt("the head of the audit trail is missing")
    return Head(row.entry, row.hash)
