"""Writing records. All rows are made first. Then they are written, each with its audit entry and its outbox row.

What was made from a record goes to the outbox with it, because its document has the limits of its ancestors.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from schemas.actor import Actor
from schemas.audit import Action, StateMark
from schemas.record import CatalogRecord, Status

from ..proof.states import LAYERS, mark_of
from . import audit, decisions, derivations, former_states
from .audit_rows import Event, new_salt
from .bulk import upsert
from .database import chunks
from .errors import StaleRecord
from .models import LayersRow, OutboxRow, RecordRow
from .rows import layers_row, record_row


@dataclass(frozen=True)
class Save:
    """A record that replaces its former version, and what the audit trail says about it.

    `dataset_hash` is the caller's hash of the harvested layer; `known` returns it. None keeps the stored one. A new record
    without a hash counts as changed at the next harvest. `seen_run` is the last run that has seen the record; None keeps the
    stored one, or takes the run of the provenance if that is later.
    """

    record: CatalogRecord
    action: Action
    details: dict[str, Any]
    dataset_hash: str | None = None
    seen_run: int | None = None


@dataclass(frozen=True)
class Brought:
    """A record of another installation as it is: it keeps its version, and the moment of its last change there."""

    record: CatalogRecord
    modified: datetime


@dataclass(frozen=True)
class _Change:
    """The row of `record` that a save leads to, but for what stored rows tell. The record itself takes much more memory."""

    row: dict[str, Any]
    run: int
    dataset_hash: str | None
    seen_run: int | None


@dataclass(frozen=True)
class Prepared:
    """Saves whose rows are made already, before the transaction."""

    changes: Sequence[_Change]
    layers: Sequence[dict[str, Any]]
    links: dict[UUID, derivations.Links]
    events: Sequence[Event]


def prepare(changes: Sequence[Save], *, actor: Actor, at: datetime) -> Prepared:
    """Make the rows. Raises `NotStorable`."""
    layers = [layers_row(change.record) for change in changes]
    rows = list(map(_change, changes))
    marks = [_mark(each.row, layer) for each, layer in zip(rows, layers, strict=True)]
    return Prepared(
        rows,
        layers,
        {change.record.id: _links(change.record) for change in changes},
        [
            Event(change.record.id, change.action, actor, at, change.details, mark)
            for change, mark in zip(changes, marks, strict=True)
        ],
    )


def prepare_brought(records: Sequence[Brought], *, actor: Actor) -> Prepared:
    """Make the rows of records that are brought, each with an entry of the moment of its last change. Raises `NotStorable`."""
    saves = [Save(each.record, Action.CREATE, {"raw": each.record.provenance.raw_hash, "from": actor.name}) for each in records]
    made = prepare(saves, actor=actor, at=datetime.min.replace(tzinfo=UTC))
    events = [replace(event, at=each.modified) for event, each in zip(made.events, records, strict=True)]
    return replace(made, events=events)


def _mark(row: Mapping[str, Any], layers: Mapping[str, Any]) -> StateMark:
    return mark_of(
        {name: orjson.loads(layers[name]) for name in LAYERS},
        source=row["source"],
        status=row["status"],
        version=row["version"],
        rules=row["rules"],
        salt=row["salt"],
    )


def _links(record: CatalogRecord) -> derivations.Links:
    return derivations.links_of(record.dataset, id=record.id, source=record.source, curation=record.curation)


def _change(save: Save) -> _Change:
    record = save.record
    row = record_row(record, identifier=record.dataset.identifier, dataset_hash="", seen_run=0) | {"salt": new_salt()}
    return _Change(row, record.provenance.run, save.dataset_hash, save.seen_run)


def write(connection: Connection, saves: Prepared, *, brought: bool = False) -> None:
    """Write the rows. Raises `StaleRecord` and `NotStorable`: then the transaction must be rolled back.

    The first version of a record that is `brought` may be any.
    """
    if not saves.changes:
        return
    head = audit.lock_head(connection)
    entries = audit.append(connection, head, saves.events)
    ids = {change.row["id"] for change in saves.changes}
    stored = _stored(connection, ids)
    former_states.keep(connection, stored)
    records = _following(saves.changes, entries, stored, brought=brought)
    former_states.keep_made(connection, *_replaced(records, saves.layers))
    upsert(connection, RecordRow, records, key="id")
    upsert(connection, LayersRow, saves.layers, key="record_id")
    descendants = derivations.write(connection, saves.links)
    waiting = [*_waiting(saves.changes, entries), *_waiting_too(connection, descendants, entries[-1])]
    upsert(connection, OutboxRow, waiting, key="record_id")
    decided = [
        decisions.Noted(entry, event, change.row["source"])
        for change, event, entry in zip(saves.changes, saves.events, entries, strict=True)
        if event.action is Action.CURATE
    ]
    decisions.note(connection, decided)


@dataclass(frozen=True)
class _Stored:
    version: int
    identifier: str | None
    dataset_hash: str
    seen_run: int
    read_run: int


_NOTHING = _Stored(0, None, "", 0, 0)


def _stored(connection: Connection, records: Iterable[UUID]) -> dict[UUID, _Stored]:
    columns = (RecordRow.version, RecordRow.identifier, RecordRow.dataset_hash, RecordRow.seen_run, RecordRow.read_run)
    statement = select(RecordRow.id, *columns)
    return {
        row.id: _Stored(*row[1:])
        for chunk in chunks(records)
        for row in connection.execute(statement.where(RecordRow.id.in_(chunk)))
    }


def _following(
    changes: Sequence[_Change], entries: Sequence[int], stored: dict[UUID, _Stored], *, brought: bool
) -> list[dict[str, Any]]:
    """The new rows of `record`. A record may change twice in one batch. Raises `StaleRecord`.

    The row keeps the identifier that the record had first; `Aliases` has the later ones.
    """
    rows = []
    for change, entry in zip(changes, entries, strict=True):
        id, version = change.row["id"], change.row["version"]
        before = stored.get(id, _NOTHING)
        if version != before.version + 1 and not (brought and before is _NOTHING):
            raise StaleRecord(id, version=version, stored=before.version)
        after = _Stored(
            version,
            identifier=change.row["identifier"] if before.identifier is None else before.identifier,
            dataset_hash=before.dataset_hash if change.dataset_hash is None else change.dataset_hash,
            seen_run=max(before.seen_run, change.run) if change.seen_run is None else change.seen_run,
            read_run=max(before.read_run, change.run) if change.seen_run is None else change.run,  # a move brings its own
        )
        stored[id] = after
        rows.append(change.row | vars(after) | {"entry": entry})
    return rows


def _replaced(
    records: Sequence[dict[str, Any]], layers: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of records that change again in the same batch, with their layers."""
    last = {record["id"]: number for number, record in enumerate(records)}
    again = [number for number, record in enumerate(records) if last[record["id"]] != number]
    return [records[number] for number in again], [layers[number] for number in again]


def _waiting(changes: Sequence[_Change], seqs: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "record_id": change.row["id"],
            "seq": seq,
            "version": change.row["version"],
            "deleted": change.row["status"] == Status.WITHDRAWN.value,
        }
        for change, seq in zip(changes, seqs, strict=True)
    ]


def _waiting_too(connection: Connection, records: Iterable[UUID], seq: int) -> Iterator[dict[str, Any]]:
    """Stored records that did not change themselves."""
    statement = select(RecordRow.id, RecordRow.version, RecordRow.status)
    for chunk in chunks(records):
        for row in connection.execute(statement.where(RecordRow.id.in_(chunk))):
            deleted = row.status == Status.WITHDRAWN.value
            yield {"record_id": row.id, "seq": seq, "version": row.version, "deleted": deleted}
