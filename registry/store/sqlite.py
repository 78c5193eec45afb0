"""SQLite: how a file is opened, and how its transactions begin."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from .errors import READ_ONLY, InvalidAddress, ReadOnly, StoreUnavailable

LOCK_SECONDS = 30
"""How long a writer waits for the writer before it."""


def open_engine(url: URL, *, foreign_keys: bool, **options: Any) -> Engine:
    """An engine for a file, with SQLAlchemy's `options`. Creates the folder. Raises `InvalidAddress` and `StoreUnavailable`."""
    if url.database in {None, "", ":memory:"}:
        raise InvalidAddress("a database in memory cannot be shared between threads; write sqlite:///FILE")
    engine = create_engine(url, connect_args={"timeout": LOCK_SECONDS, "isolation_level": None}, **options)
    event.listen(engine, "connect", _Pragmas(Path(url.database or ""), foreign_keys=foreign_keys))
    event.listen(engine, "begin", _begin)
    file = Path(url.database or "").absolute()
    same = _SameFile(file)
    event.listen(engine, "do_connect", same.before_connecting)
    event.listen(engine, "do_connect", _make_first)
    event.listen(engine, "do_connect", _connect_to_read)
    event.listen(engine, "checkout", same.before_use)
    _make_folder(file.parent)
    return engine


def can_only_be_read(file: Path) -> bool:
    """Whether a database exists, and this process may not write it or the files that SQLite keeps beside it, or it is sealed."""
    writable = os.access(file, os.W_OK) and os.access(file.absolute().parent, os.W_OK)
    return file.is_file() and (not writable or _seal_of(file).exists())


def seal(file: Path) -> None:
    """From now on a closed database can only be read, by whoever it is: rights alone do not keep root from writing."""
    _seal_of(file).touch()


def _seal_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.sealed")


def is_read_only(error: BaseException | None) -> bool:
    """Whether SQLite refused to write because the database can only be read."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY


def _make_first(dialect: Dialect, _: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]) -> None:
    """Make a new file that has its write-ahead log from the moment when others can see it.

    While one connection gives a file its log, SQLite does not wait in the others: they go on without it, and some of them never
    see what is written from then on.
    """
    file = Path(arguments[0])
    if file.exists():
        return
    part = file.with_name(f"{file.name}.{uuid4().hex}")
    try:
        with closing(dialect.connect(str(part), **options)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        with suppress(OSError):  # another one was quicker, or the folder can have no links: then SQLite makes the file
            file.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)


def _connect_to_read(dialect: Dialect, _: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]) -> Any:
    """A connection that can only read, where nothing may be written; None leaves the connecting to SQLAlchemy.

    SQLite wants to write beside the file even to read. Without a write-ahead log nobody is writing, so it is told that the file
    does not change.
    """
    file = Path(arguments[0])
    if not can_only_be_read(file):
        return None
    log = file.with_name(f"{file.name}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    return dialect.connect(f"{file.absolute().as_uri()}?{mode}", uri=True, **options)


class _SameFile:
    """Notices that the file was removed or replaced while it was open.

    Without this, SQLite would make a new, empty file, or write on into one that nobody can open any more.
    """

    def __init__(self, file: Path) -> None:
        self._file = str(file)
        self._first: tuple[int, int] | None = None

    def before_connecting(self, *_: object) -> None:
        """The first connection may make the file; later ones may not."""
        if self._first is not None:
            self._compare()

    def before_use(self, *_: object) -> None:
        """Compare the file with the one that was opened first."""
        if self._first is None:
            self._first = self._number()
        self._compare()

    def _compare(self) -> None:
        if self._number() != self._first:
            raise sqlite3.OperationalError(f"{self._file} was removed or replaced; bring it back and start Serai again")

    def _number(self) -> tuple[int, int] | None:
        try:
            stat = os.stat(self._file)  # noqa: PTH116 - called for every transaction, and a Path is slower
        except OSError:
            return None
        return stat.st_dev, stat.st_ino


class _Pragmas:
    """Prepares each connection to SQLite.

    With a write-ahead log, readers do not wait for the writer. With `synchronous=NORMAL`, a power cut can lose the last
    transactions, each as a whole, but never damages the file. The end of a process loses nothing.
    """

    def __init__(self, file: Path, *, foreign_keys: bool) -> None:
        self.file, self.foreign_keys = file, foreign_keys

    def __call__(self, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        if can_only_be_read(self.file):
            cursor.close()
            return
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if self.foreign_keys else 'OFF'}")
        cursor.close()


def sync(file: Path) -> None:
    """Put a database on the disk: its file, and the log of the transactions that are not in it yet. Raises `OSError`."""
    for part in (file, file.with_name(f"{file.name}-wal")):
        with suppress(FileNotFoundError), part.open("r+b") as opened:
            os.fsync(opened.fileno())


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in READ_ONLY:
            raise ReadOnly(folder) from error
        raise StoreUnavailable(f"the folder {folder} cannot be made: {error.strerror}") from error
