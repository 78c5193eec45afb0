"""Filling a database with all rows of another one: in one transaction, so all of it is there at the end, or nothing.

The rows go into the tables of the revision that they were read from. Then the later revisions bring them up to date.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, TableClause, column, delete, func, inspect, select, table, text
from sqlalchemy import Table as AnyTable

from .bulk import add
from .database import Database, chunks
from .errors import DatabaseOccupied
from .logical import TYPES, Table
from .models import Base
from .occupied import occupied
from .schema import migrating
from .snapshot import counters

Rows = Callable[[Table], Iterable[Mapping[str, Any]]]
"""The rows of a table, by the names of its columns."""


def load(address: str, *, revision: str, tables: Sequence[Table], rows: Rows) -> None:
    """Fill an empty database. `tables` are those of `revision`, each behind those that its rows refer to.

    A database in which Serai was only started counts as empty. Memory use is constant. Raises `DatabaseOccupied`, what `rows`
    raises, and the other errors of the store; then the database is as it was before.
    """
    with migrating(address) as config:
        connection: Connection = config.attributes["connection"]
        found = occupied(connection)
        if found:
            raise DatabaseOccupied(found)
        if inspect(connection).get_table_names():
            _clear(connection, config)
        command.upgrade(config, revision)
        for each in tables:
            _fill(connection, each, rows(each))
        _go_on_counting(connection, tables)
        command.upgrade(config, "head")
    with closing(Database(address)) as database:
        database.sync()


def _clear(connection: Connection, config: Config) -> None:
    """Take away the tables, and what the ways down leave for a later way up."""
    command.downgrade(config, "base")
    left = MetaData()
    left.reflect(connection)
    left.drop_all(connection)


def _fill(connection: Connection, described: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    into = _clause(described)
    if connection.execute(select(text("1")).select_from(into).limit(1)).first():
        connection.execute(delete(into))  # what a revision puts into a new table: the head of an empty trail
    for chunk in chunks(rows):
        add(connection, into, chunk)


def _clause(described: Table) -> TableClause:
    return table(described.name, *(column(each.name, TYPES[each.kind]) for each in described.column))


def _go_on_counting(connection: Connection, tables: Sequence[Table]) -> None:
    """The next rows get numbers that none had before."""
    last = {each.name: each.last or 0 for each in tables}
    counted = [each for each in Base.metadata.sorted_tables if each.name in last]
    if connection.dialect.name == "sqlite":
        for each in counted:
            if each.dialect_options["sqlite"]["autoincrement"] and last[each.name]:
                values = {"name": each.name, "last": last[each.name]}
                connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
                connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)
        return
    for name, counter in counters(connection, counted):
        highest = max(last[name], _highest(connection, Base.metadata.tables[name]))
        if highest:
            connection.execute(text("SELECT setval(:counter, :last)"), {"counter": counter, "last": highest})


def _highest(connection: Connection, counted: AnyTable) -> int:
    number = counted.autoincrement_column
    return connection.scalar(select(func.max(number))) or 0 if number is not None else 0
