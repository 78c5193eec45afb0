"""The rows of the trail: how an event becomes one, and an entry is read from one."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import RowMapping, Text, type_coerce

from schemas.actor import Actor
from schemas.audit import Action, AuditEntry, StateMark
from schemas.canonical import canonical

from ..proof.entries import FORM, committed, entry_hash, private_part
from .columns import actor_of, utc
from .database import storable
from .errors import Corrupt, NotStorable
from .models import AuditRow

COLUMNS = tuple(
    type_coerce(column, Text()).label(column.name) if column.name == "actor" else column for column in AuditRow.__table__.columns
)
"""The columns of an entry. `actor` is read as text, so that an invalid actor in one entry does not stop the reading of others."""


Values = RowMapping | Mapping[str, Any]
"""The values of a row, by the names of `COLUMNS`."""


@dataclass(frozen=True)
class Head:
    """The last entry: its id (0 if there is none) and its hash."""

    entry: int
    hash: str


@dataclass(frozen=True)
class Event:
    """The content of a new entry. `details` is any value that JSON has; `state` is there if a record has a new state."""

    record: UUID
    action: Action
    actor: Actor
    at: datetime
    details: dict[str, Any]
    state: StateMark | None = None


def new_salt() -> str:
    """What nobody can guess: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def row_of(event: Event, head: Head) -> dict[str, Any]:
    """The row of an event after the last entry. Raises `NotStorable`."""
    if not storable(event.actor.name):
        raise NotStorable(f"the audit entry of record {event.record}: the actor's name")
    try:
        entry = _entry_of(event, head)
        details = canonical(event.details).decode()
        found = entry_hash(entry)
    except orjson.JSONEncodeError as error:
        raise NotStorable(f"the audit entry of record {event.record}: {error}") from error
    return {
        "id": entry.id,
        "record_id": entry.record,
        "action": entry.action.value,
        "actor": entry.actor,
        "at": event.at,
        "details": details,
        "form": FORM,
        "previous_hash": entry.previous_hash,
        "hash": found,
        "salt": entry.salt,
        "private": entry.private,
        "state": canonical(dict(entry.state)).decode() if entry.state else None,
    }


def _entry_of(event: Event, head: Head) -> AuditEntry:
    """The entry without its hash. It is not validated: for each record that is saved there is one."""
    private = private_part(event.actor, event.details)
    salt = None if private is None else new_salt()
    return AuditEntry.model_construct(
        id=head.entry + 1,
        record=event.record,
        action=event.action,
        actor=event.actor,
        at=utc(event.at),
        details=event.details,
        form=FORM,
        previous_hash=head.hash,
        hash="",
        salt=salt,
        private=committed(salt, private) if salt else None,
        state=event.state,
    )


def entry_of(row: Values) -> AuditEntry:
    """The entry of a row. Raises `Corrupt`."""
    try:
        return AuditEntry(
            id=row["id"],
            record=row["record_id"],
            action=Action(row["action"]),
            actor=actor_of(row["actor"]),
            at=row["at"],
            details=orjson.loads(row["details"]),
            form=row["form"],
            previous_hash=row["previous_hash"],
            hash=row["hash"],
            salt=row["salt"],
            private=row["private"],
            state=StateMark.model_validate_json(row["state"]) if row["state"] else None,
        )
    except ValueError as error:
        raise Corrupt(f"audit entry {row['id']} cannot be read") from error
