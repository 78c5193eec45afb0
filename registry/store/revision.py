"""Which revision of the tables a database has, and whether they can be read."""

from sqlalchemy import inspect, select, text

from .database import Database
from .models import Base

HEAD = "r0020"
"""The newest revision in migrations/."""


def is_current(database: Database) -> bool:
    """Whether a database has the tables that this version needs. It works without loading Alembic, which is slow."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision == HEAD


def is_empty(database: Database) -> bool:
    """Whether a database has no tables at all: it is new, or what was in it is lost."""
    with database.reading() as connection:
        return not inspect(connection).get_table_names()


def agreed() -> None:
    """A new database may be made."""


def read_a_little(database: Database) -> None:
    """Read the first and the last row of every table, by its key. Raises `StoreError` if a file is damaged there."""
    with database.reading() as connection:
        for table in Base.metadata.sorted_tables:
            keys = table.primary_key.columns
            for order in (keys, [key.desc() for key in keys]):
                connection.execute(select(table).order_by(*order).limit(1)).first()
