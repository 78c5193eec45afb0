"""Other identifiers of records.

A portal may list a dataset under a new identifier. A harvest then makes a new record, its twin. When a person moves the identity,
the older record gets the twin's identifier as an alias, so that future harvests find it. The twin stays, withdrawn, and the alias
says where its dataset is now. The alias also has the state of the record before the move, so that the move can be undone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select

from schemas.actor import Actor
from schemas.dataset import Dataset
from schemas.model import Model
from schemas.record import Provenance, Status

from . import audit, saving
from .bulk import add
from .database import AnyRow, AnySelect, Database, chunks
from .errors import Corrupt
from .models import AliasRow, RecordRow
from .saving import Save


class Before(Model):
    """What a move replaces of a record."""

    status: Status
    dataset: Dataset
    provenance: Provenance
    dataset_hash: str
    seen_run: int


@dataclass(frozen=True)
class Alias:
    """An identifier that was moved from the record `twin` to the older `record`, and the state `before` of that record."""

    source: str
    identifier: str
    record: UUID
    twin: UUID
    hold: int
    before: Before


class Aliases:
    """Keeps the other identifiers of records. `Records.known` follows them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def move(self, made: Sequence[Alias], saves: Sequence[Save], *, actor: Actor, at: datetime) -> None:
        """Keep aliases together with the records that they change: all of them or none.

        Raises what `Records.save` raises.
        """
        prepared = saving.prepare(saves, actor=actor, at=at)
        rows = [_row(alias) for alias in made]
        with self._database.writing() as connection:
            audit.lock_head(connection)
            saving.write(connection, prepared)
            if rows:
                add(connection, AliasRow, rows)

    def undo(self, twins: Iterable[UUID], saves: Sequence[Save], *, actor: Actor, at: datetime) -> None:
        """Remove the aliases that were made of these twins, together with the records that this changes: all of them or none.

        Raises what `Records.save` raises.
        """
        prepared = saving.prepare(saves, actor=actor, at=at)
        with self._database.writing() as connection:
            audit.lock_head(connection)
            saving.write(connection, prepared)
            for chunk in chunks(twins):
                connection.execute(delete(AliasRow).where(AliasRow.twin_id.in_(chunk)))

    def add(self, source: str, identifiers: Mapping[str, UUID]) -> None:
        """Add identifiers of existing records without a twin: they come from the archive. Existing aliases stay."""
        with self._database.writing() as connection:
            there = {name for chunk in chunks(identifiers) for name in connection.scalars(_names(source, chunk))}
            new = {name: record for name, record in identifiers.items() if name not in there}
            if new:
                add(connection, AliasRow, [{"source": source, "identifier": name, "record_id": new[name]} for name in new])

    def of_hold(self, hold: int) -> Iterator[list[Alias]]:
        """What was moved for a hold, newest first, in lists. They may be undone meanwhile."""
        newest_first = select(AliasRow).where(AliasRow.hold_id == hold).order_by(AliasRow.id.desc()).limit(PAGE)
        last = None
        while True:
            statement = newest_first if last is None else newest_first.where(AliasRow.id < last)
            with self._database.reading() as connection:
                rows = connection.execute(statement.with_only_columns(*AliasRow.__table__.columns)).all()
            if not rows:
                return
            last = rows[-1].id
            yield [_alias(row) for row in rows]

    def survivors(self, twins: Iterable[UUID]) -> dict[UUID, UUID]:
        """For each of these records that was moved: the record that has its dataset now."""
        statement = select(AliasRow.twin_id, AliasRow.record_id)
        with self._database.reading() as connection:
            rows = [row for chunk in chunks(twins) for row in connection.execute(statement.where(AliasRow.twin_id.in_(chunk)))]
        return {row.twin_id: row.record_id for row in rows}

    def newest(self, records: Iterable[UUID]) -> dict[UUID, int]:
        """The last hold for which something was moved to each of these records; records without a move are left out."""
        statement = select(AliasRow.record_id, func.max(AliasRow.hold_id).label("hold")).where(AliasRow.hold_id.is_not(None))
        statement = statement.group_by(AliasRow.record_id)
        with self._database.reading() as connection:
            rows = [
                row for chunk in chunks(records) for row in connection.execute(statement.where(AliasRow.record_id.in_(chunk)))
            ]
        return {row.record_id: row.hold for row in rows}


PAGE = 100
"""How many aliases `of_hold` holds at once. Each has a dataset."""


def aliased(source: str, identifiers: Iterable[str], *columns: Any) -> AnySelect:
    """Columns of the records that have these identifiers as aliases, with the alias as `identifier`."""
    joined = select(AliasRow.identifier, *columns).join(RecordRow, RecordRow.id == AliasRow.record_id)
    return joined.where(AliasRow.source == source, AliasRow.identifier.in_(list(identifiers)))


def identifier_now() -> ColumnElement[str]:
    """The identifier under which the portal lists a record of a statement over `record`: the last one that was moved to it."""
    last = select(AliasRow.identifier).where(AliasRow.record_id == RecordRow.id, AliasRow.twin_id.is_not(None))
    newest = last.order_by(AliasRow.id.desc()).limit(1).correlate(RecordRow).scalar_subquery()
    return func.coalesce(newest, RecordRow.identifier).label("identifier")


def _names(source: str, identifiers: Sequence[str]) -> AnySelect:
    return select(AliasRow.identifier).where(AliasRow.source == source, AliasRow.identifier.in_(identifiers))


def _row(alias: Alias) -> dict[str, Any]:
    return {
        "source": alias.source,
        "identifier": alias.identifier,
        "record_id": alias.record,
        "twin_id": alias.twin,
        "hold_id": alias.hold,
        "before": alias.before.model_dump_json(exclude_none=True),
    }


def _alias(row: AnyRow) -> Alias:
    try:
        before = Before.model_validate_json(row.before)
    except ValueError as error:
        raise Corrupt(f"what record {row.record_id} was before its move cannot be read") from error
    return Alias(row.source, row.identifier, row.record_id, row.twin_id, row.hold_id, before)
