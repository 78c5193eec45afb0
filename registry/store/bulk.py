"""Many rows in one statement."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, TableClause, Text, bindparam, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from .models import Base


def upsert(connection: Connection, table: type[Base], rows: Sequence[Mapping[str, Any]], *, key: str) -> None:
    """Insert rows. A row replaces a stored row with the same key; of two new rows with the same key the later one stays."""
    latest = list({row[key]: row for row in rows}.values())
    if connection.dialect.name == "postgresql":
        connection.execute(_upsert_arrays(table, key), _arrays(latest))
        return
    insert = sqlite.insert(table)
    connection.execute(insert.on_conflict_do_update(index_elements=[key], set_=_replaced(insert, table, key)), latest)


def add(connection: Connection, table: type[Base] | TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns."""
    if connection.dialect.name == "postgresql":
        connection.execute(_insert_arrays(table, tuple(rows[0])), _arrays(rows))
        return
    connection.execute(sqlite.insert(table), rows)


def add_missing(connection: Connection, table: type[Base], row: Mapping[str, Any], *, key: str | Sequence[str]) -> None:
    """Insert a row, unless there is one with the same key, of one column or several.

    It waits for a transaction that is inserting one.
    """
    insert = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    columns = [key] if isinstance(key, str) else list(key)
    connection.execute(insert.on_conflict_do_nothing(index_elements=columns), dict(row))


@cache
def _upsert_arrays(table: type[Base], key: str) -> postgresql.Insert:
    insert = _insert_arrays(table, tuple(table.__table__.columns.keys()))
    return insert.on_conflict_do_update(index_elements=[key], set_=_replaced(insert, table, key))


@cache
def _insert_arrays(table: type[Base] | TableClause, names: tuple[str, ...]) -> postgresql.Insert:
    """One statement for any number of rows: PostgreSQL takes each column as an array.

    One statement for each row would cost a round trip, or at least a query plan, for each row.
    """
    named = table.columns if isinstance(table, TableClause) else table.__table__.columns
    columns = [named[name] for name in names]
    arrays = [
        cast(bindparam(column.name, type_=postgresql.ARRAY(_sent(column))), postgresql.ARRAY(column.type)) for column in columns
    ]
    rows = func.unnest(*arrays).table_valued(*names).render_derived()
    return postgresql.insert(table).from_select(names, select(*(rows.c[name] for name in names)))


def _sent(column: ColumnElement[Any]) -> TypeEngine[Any]:
    """JSON is sent as text in an array. PostgreSQL then converts it to JSON."""
    return Text() if isinstance(column.type, JSON) else column.type


def _arrays(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def _replaced(insert: sqlite.Insert | postgresql.Insert, table: type[Base], key: str) -> dict[str, Any]:
    return {column.name: insert.excluded[column.name] for column in table.__table__.columns if column.name != key}
