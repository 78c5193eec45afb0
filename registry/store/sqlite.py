"""SQLite: how a file is opened, and how its transactions begin."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from .errors import InvalidAddress, StoreUnavailable

LOCK_SECONDS = 30
"""How long a writer waits for the writer before it."""


def open_engine(url: URL, *, foreign_keys: bool, **options: Any) -> Engine:
    """An engine for a file, with SQLAlchemy's `options`. Creates the folder. Raises `InvalidAddress` and `StoreUnavailable`."""
    if url.database in {None, "", ":memory:"}:
        raise InvalidAddress("a database in memory cannot be shared between threads; write sqlite:///FILE")
    engine = create_engine(url, connect_args={"timeout": LOCK_SECONDS, "isolation_level": None}, **options)
    event.listen(engine, "connect", _Pragmas(foreign_keys=foreign_keys))
    event.listen(engine, "begin", _begin)
    _make_folder(Path(url.database or "").absolute().parent)
    return engine


class _Pragmas:
    """Prepares each connection to SQLite.

    With a write-ahead log, readers do not wait for the writer. With `synchronous=NORMAL`, a power cut can lose the last
    transactions, each as a whole, but never damages the file. The end of a process loses nothing.
    """

    def __init__(self, *, foreign_keys: bool) -> None:
        self.foreign_keys = foreign_keys

    def __call__(self, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if self.foreign_keys else 'OFF'}")
        cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {folder} cannot be made: {error.strerror}") from error
