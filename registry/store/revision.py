"""Which revision of the tables a database has."""

from sqlalchemy import inspect, text

from .database import Database

HEAD = "r0007"
"""The newest revision in migrations/."""


def is_current(database: Database) -> bool:
    """Whether a database has the tables that this version needs. It works without loading Alembic, which is slow."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision == HEAD
