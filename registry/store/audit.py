"""The audit trail: who did what to which record. Entries are only ever added, and each carries the hash of the one before.

An entry's hash is the SHA-256 of its canonical JSON: the fields of `AuditEntry` without `hash`, keys sorted at every depth, no
white space, UTF-8, `at` in UTC in ISO 8601 as Python writes it. Ids count up from 1 without a gap. So anybody who has the entries
can check them, and a changed, missing or inserted entry shows; so does a missing end, because the head is kept apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, RowMapping, select, update

from schemas.audit import Action, AuditEntry

from .bulk import add
from .columns import utc
from .database import CHUNK, Database, storable
from .errors import Corrupt, NotStorable
from .models import AuditHeadRow, AuditRow


@dataclass(frozen=True)
class Head:
    """The last entry: its id (0 if there is none) and its hash."""

    entry: int
    hash: str


@dataclass(frozen=True)
class Event:
    """What an entry is to say. `details` is anything that JSON can say."""

    record: UUID
    action: Action
    actor: str
    at: datetime
    details: dict[str, Any]


class Audit:
    """Reads the trail. It is written by `append`, in the transaction of the change that it records."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def history(self, record: UUID) -> tuple[AuditEntry, ...]:
        """All entries of a record, oldest first."""
        statement = select(*AuditRow.__table__.columns).where(AuditRow.record_id == record).order_by(AuditRow.id)
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(statement).mappings())

    def end(self) -> int:
        """The id of the last entry; 0 if there is none."""
        with self._database.reading() as connection:
            return _read_head(connection).entry

    def verify(self) -> int | None:
        """Read the trail from its beginning and return the id of the first entry that is changed or missing; None if all is well.

        What is added meanwhile is not read.
        """
        with self._database.reading() as connection:
            end = _read_head(connection)
        last = Head(0, GENESIS)
        for row in self._stream(until=end.entry):
            if row["id"] != last.entry + 1:
                return last.entry + 1
            if row["previous_hash"] != last.hash or row["hash"] != _row_hash(row):
                return last.entry + 1
            last = Head(row["id"], row["hash"])
        if last.entry < end.entry:
            return last.entry + 1
        return None if last == end else last.entry

    def _stream(self, *, until: int) -> Iterator[RowMapping]:
        after = 0
        page = select(*AuditRow.__table__.columns).where(AuditRow.id <= until).order_by(AuditRow.id).limit(CHUNK)
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(page.where(AuditRow.id > after)).mappings().all()
            if not rows:
                return
            yield from rows
            after = rows[-1]["id"]


GENESIS = "0" * 64
"""The hash that the first entry refers to."""


def lock_head(connection: Connection) -> Head:
    """The head of the trail, held until the transaction ends: whoever has it is the only one to write records."""
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
    return _digest(entry.model_dump(exclude={"hash"}))


def _digest(entry: dict[str, Any]) -> str:
    """The hash of the fields of an `AuditEntry` without `hash`; `details` may be JSON already."""
    entry = {**entry, "record": str(entry["record"]), "at": utc(entry["at"]).isoformat()}
    return sha256(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _row_hash(row: RowMapping) -> str:
    entry = {**row, "record": row["record_id"], "details": orjson.Fragment(row["details"])}
    del entry["record_id"], entry["hash"]
    return _digest(entry)


def _row(event: Event, head: Head) -> dict[str, Any]:
    if not storable(event.actor):
        raise NotStorable(f"the audit entry of record {event.record}: the actor's name")
    entry = {
        "id": head.entry + 1,
        "action": event.action.value,
        "actor": event.actor,
        "at": event.at,
        "previous_hash": head.hash,
    }
    try:
        details = orjson.dumps(event.details, option=orjson.OPT_SORT_KEYS)
        digest = _digest({**entry, "record": event.record, "details": orjson.Fragment(details)})
    except orjson.JSONEncodeError as error:
        raise NotStorable(f"the audit entry of record {event.record}: {error}") from error
    return {**entry, "record_id": event.record, "details": details.decode(), "hash": digest}


def _entry(row: RowMapping) -> AuditEntry:
    try:
        details = orjson.loads(row["details"])
        return AuditEntry(
            id=row["id"],
            record=row["record_id"],
            action=Action(row["action"]),
            actor=row["actor"],
            at=row["at"],
            details=details,
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
