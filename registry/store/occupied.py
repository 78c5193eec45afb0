"""Whether a database has anything that can be lost, whichever revision of the tables it has."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, make_url, select, text
from sqlalchemy import table as any_table

from .database import Database

BEGUN = frozenset({"alembic_version", "audit", "audit_head", "checkpoint", "rule_file", "rule_set", "witness"})
"""The tables that have rows as soon as Serai was started once."""

DEEDS = text("SELECT actor FROM audit WHERE actor <> 'system:start' LIMIT 1")
"""What somebody has done, be it a person, a run or a command."""


FIRST = ("record", "run", "decision")
"""The tables that are looked at first: their names tell people most."""


@dataclass(frozen=True)
class Found:
    """A database with tables: whether they are those of Serai, and one that has something in it, if any has."""

    ours: bool
    occupied: str | None


def look(address: str) -> Found | None:
    """What is in a database; None if it has no table, or is a file that is not there. Nothing is written.

    Raises `InvalidAddress`, `Corrupt` and `StoreUnavailable`.
    """
    if address.startswith("sqlite") and not Path(make_url(address).database or "").exists():
        return None
    with closing(Database(address)) as database, database.reading() as connection:
        names = set(inspect(connection).get_table_names())
        return Found({"alembic_version", "audit", "record"} <= names, occupied(connection)) if names else None


def occupied(connection: Connection) -> str | None:
    """The name of a table with something that can be lost; None if Serai was at most started here.

    Tables that are not Serai's count too.
    """
    names = sorted(inspect(connection).get_table_names(), key=lambda name: (name not in FIRST, name))
    for name in names:
        if name not in BEGUN and connection.execute(select(text("1")).select_from(any_table(name)).limit(1)).first():
            return name
    return "audit" if "audit" in names and connection.execute(DEEDS).first() else None
