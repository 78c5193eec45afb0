"""One database behind SQLAlchemy: how it is opened, how a transaction is had, and what its errors mean to us."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Row, Select, create_engine, event, exc, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from .errors import Corrupt, InvalidAddress, NotStorable, StoreError, StoreUnavailable
from .models import Base

T = TypeVar("T")

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

CHUNK = 500
"""How many rows one statement asks for or reads at most, well below the limits of both databases."""

LOCK_SECONDS = 30
"""How long a writer waits for the writer before it."""

TEXT: dict[str, Any] = {"json_serializer": lambda text: text, "json_deserializer": lambda text: text}
"""JSON columns take and give JSON text."""

CHOICES = "sqlite:///FILE or postgresql://USER@HOST/NAME"


class Database:
    """Transactions on one engine. Every error of SQLAlchemy leaves as one of `registry.store.errors`."""

    def __init__(self, address: str, *, foreign_keys: bool = True) -> None:
        """Raises `InvalidAddress`. Without `foreign_keys` SQLite does not enforce them: only a migration needs that."""
        self.address = address
        self.engine = connect(address, foreign_keys=foreign_keys)
        self._writer = self.engine.execution_options(begin="IMMEDIATE")
        self._turn = threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short transaction that reads one state of the database."""
        with errors_mapped(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: kept whole, or not at all if the block raises.

        SQLite has one writer at a time. It takes its place at the beginning (a reader that turns into a writer would fail), and
        threads of this process queue here, because SQLite's own waiting is by polling.
        """
        with errors_mapped(), self._turn, self._writer.begin() as connection:
            yield connection


def connect(address: str, *, foreign_keys: bool) -> Engine:
    """An engine whose JSON columns take and give JSON text. It makes the folder of an SQLite file; it connects later."""
    url = _parse(address)
    if url.get_backend_name() == "postgresql":
        return create_engine(url, **TEXT, pool_pre_ping=True)
    engine = create_engine(url, **TEXT, connect_args={"timeout": LOCK_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _Pragmas(foreign_keys=foreign_keys))
    event.listen(engine, "begin", _begin)
    _make_folder(Path(url.database or "").absolute().parent)
    return engine


def upsert(connection: Connection, table: type[Base], rows: Sequence[Mapping[str, Any]], *, key: str) -> None:
    """Insert rows, each replacing the one that has its key."""
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    replaced = {column.name: insert.excluded[column.name] for column in table.__table__.columns if column.name != key}
    connection.execute(insert.on_conflict_do_update(index_elements=[key], set_=replaced), rows)


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Lists of at most `CHUNK` items."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


@contextmanager
def errors_mapped() -> Iterator[None]:
    """Raise what the block raises from the database as one of our errors."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError) as error:
        kind = NotStorable if _beyond_limits(error) else StoreUnavailable
        raise kind(_first_line(error)) from error
    except (exc.DataError, exc.IntegrityError, UnicodeEncodeError, OverflowError) as error:
        raise NotStorable(_first_line(error)) from error
    except exc.ProgrammingError as error:
        raise StoreError(_first_line(error)) from error
    except exc.DatabaseError as error:
        raise Corrupt(_first_line(error)) from error
    except exc.SQLAlchemyError as error:
        raise StoreError(_first_line(error)) from error


def storable(text: str) -> bool:
    """Whether both databases can hold a text: no NUL character, no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


class _Pragmas:
    """Prepares each connection to SQLite.

    A write-ahead log lets readers go on beside the writer. With `synchronous=NORMAL` a power cut can take the last transactions,
    each as a whole, and never damages the file; the end of a process takes nothing.
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


def _parse(address: str) -> URL:
    try:
        url = make_url(address)
    except exc.ArgumentError as error:
        raise InvalidAddress(f"not the address of a database; write {CHOICES}") from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise InvalidAddress(f"{url.get_backend_name()} is not supported; write {CHOICES}")
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise InvalidAddress("a database in memory cannot be shared between threads; write sqlite:///FILE")
    try:
        url.get_dialect().import_dbapi()
    except exc.NoSuchModuleError as error:
        raise InvalidAddress(f"{url.drivername} is not known; write {CHOICES}") from error
    except ImportError as error:
        raise InvalidAddress(f"{url.drivername} needs the package {error.name}, which is not installed") from error
    return url


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {folder} cannot be made: {error.strerror}") from error


def _beyond_limits(error: exc.SQLAlchemyError) -> bool:
    """Whether PostgreSQL says that a value is too large: class 54 of its error codes, which drivers count as operational."""
    return str(getattr(getattr(error, "orig", None), "sqlstate", None)).startswith("54")


def _first_line(error: Exception) -> str:
    """The database's own words, without the statement and its values."""
    origin = getattr(error, "orig", None) or error
    return str(origin).partition("\n")[0]
