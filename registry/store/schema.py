"""Giving a database the tables that this version needs. Alembic does it, with the revisions in migrations/."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from .database import Database
from .errors import Corrupt, UnknownSchema
from .revision import is_current

ADVISORY_LOCK = 7_364_115_021
"""The number of the PostgreSQL lock with which processes take turns at migrating. Any number that nobody else uses works."""

_one_at_a_time = threading.Lock()
"""Needed because Alembic keeps the running migration in global variables."""


def upgrade(database: Database) -> None:
    """Run the missing revisions. Raises `UnknownSchema` for a database that a newer version has made."""
    if is_current(database):
        return
    with migrating(database.address) as config:
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise UnknownSchema(f"the database was made by another version of Serai: {error}") from error


def downgrade(database: Database, *, revision: str) -> None:
    """Take back the revisions after `revision` (`base`: all). Data that the older tables have no place for is lost."""
    with migrating(database.address) as config:
        command.downgrade(config, revision)


def is_known(revision: str) -> bool:
    """Whether this version of Serai has a revision."""
    with _scripts() as config:
        return revision in {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}


@contextmanager
def migrating(address: str) -> Iterator[Config]:
    """Alembic's configuration, on one transaction in which tables may be rebuilt.

    SQLite alters a table by copying and dropping it. With foreign keys on, the drop would delete the rows that refer to it. So
    foreign keys are off, and are checked at the end.
    """
    database = Database(address, foreign_keys=False)
    try:
        with database.writing() as connection, _scripts() as config:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ADVISORY_LOCK})
            config.attributes["connection"] = connection
            yield config
            if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise Corrupt(f"after the migration a row of table {broken[0]} refers to a row that does not exist")
    finally:
        database.close()


@contextmanager
def _scripts() -> Iterator[Config]:
    with as_file(files(__package__) / "migrations") as folder, _one_at_a_time:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        yield config
