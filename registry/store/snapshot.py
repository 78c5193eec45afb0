"""One state of a database, read as a whole while others go on writing: what a backup is made of."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, cast, collate, column, func, select, text, type_coerce, union
from sqlalchemy import Table as AnyTable
from sqlalchemy import table as any_table
from sqlalchemy.dialects.postgresql import JSON as POSTGRESQL_JSON
from sqlalchemy.types import JSON

from schemas.record import CatalogRecord, Status

from .audit import read_head
from .audit_rows import Head
from .database import CHUNK
from .logical import TYPES, Kind, Table, described, encoded
from .models import AuditRow, Base, RecordRow
from .rows import to_record, whole_records
from .state_rows import StateRow

HELD = 200
"""How many records `active` holds at once."""


class Snapshot:
    """Reads in one transaction, which sees one state of the database. Memory use is constant."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tables(self) -> tuple[Table, ...]:
        """All tables, each behind those that its rows refer to."""
        last = self._last_numbers()
        return tuple(described(table, last=last.get(table.name)) for table in Base.metadata.sorted_tables)

    def rows(self, table: Table) -> Iterator[bytes]:
        """The rows of a table as lines of JSON (`logical`), in the order of its key."""
        kinds = {each.name: each.kind for each in table.column}
        statement = select(any_table(table.name, *(column(name, TYPES[kind]) for name, kind in kinds.items())))
        keys = Base.metadata.tables[table.name].primary_key.columns.keys()
        statement = statement.order_by(*(self._by_bytes(name, kinds[name]) for name in keys))
        for row in self._connection.execution_options(yield_per=CHUNK).execute(statement):
            yield encoded(table, tuple(row))

    def contents(self) -> Iterator[str]:
        """The hashes of the archived contents that this state names, sorted, each once.

        They are the raw records of all states that records have had. Rules are archived too, but the rows have all of them.
        """
        details = AuditRow.details
        told = type_coerce(details, JSON) if self._connection.dialect.name == "sqlite" else cast(details, POSTGRESQL_JSON)
        raw = told["raw"].as_string()
        named = union(
            select(RecordRow.raw_hash.label("hash")),
            select(StateRow.raw_hash),
            select(raw).where(raw.is_not(None)),
        )
        yield from self._connection.execution_options(yield_per=CHUNK).scalars(named.order_by("hash"))

    def active(self) -> Iterator[tuple[CatalogRecord, datetime | None]]:
        """The active records in the order of their last changes, each with the moment of it; None if the trail has none yet.

        Memory use is constant, but for the ids. Raises `Corrupt`.
        """
        ids = select(RecordRow.id).where(RecordRow.status == Status.ACTIVE.value)
        ordered = list(self._connection.scalars(ids.order_by(func.coalesce(RecordRow.entry, 0), RecordRow.id)))
        whole = whole_records().add_columns(AuditRow.at).outerjoin(AuditRow, AuditRow.id == RecordRow.entry)
        for start in range(0, len(ordered), HELD):
            some = ordered[start : start + HELD]
            found = {row.id: row for row in self._connection.execute(whole.where(RecordRow.id.in_(some)))}
            yield from ((to_record(found[id]), found[id].at) for id in some)

    def head(self) -> Head:
        """The last entry of the trail."""
        return read_head(self._connection)

    def _by_bytes(self, name: str, kind: Kind) -> ColumnElement[str]:
        """Text in the order of its bytes, as SQLite has it. PostgreSQL may sort by the words of a language."""
        ordered: ColumnElement[str] = column(name, Text())
        return collate(ordered, "C") if kind is Kind.TEXT and self._connection.dialect.name == "postgresql" else ordered

    def _last_numbers(self) -> Mapping[str, int]:
        """The highest numbers that were given to rows of these tables: they are never given again, also if a row is gone."""
        if self._connection.dialect.name == "sqlite":
            return {name: last for name, last in self._connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}  # noqa: C416 - rows are no pairs for mypy
        found = {}
        for name, counter in counters(self._connection, Base.metadata.sorted_tables):
            last, given = self._connection.execute(text(f"SELECT last_value, is_called FROM {counter}")).one()  # noqa: S608
            if given:
                found[name] = last
        return found


def counters(connection: Connection, tables: Iterable[AnyTable]) -> Iterator[tuple[str, str]]:
    """The tables whose rows PostgreSQL counts, each with its counter."""
    for table in tables:
        if table.autoincrement_column is not None:
            place = {"name": f'"{table.name}"', "column": table.autoincrement_column.name}
            counter = connection.scalar(text("SELECT pg_get_serial_sequence(:name, :column)"), place)
            if counter:
                yield table.name, counter
