"""One database, used through SQLAlchemy: how to open it, how to run a transaction, and what its errors mean."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Row, Select, exc, make_url
from sqlalchemy.orm import InstrumentedAttribute

from . import postgresql, sqlite
from .errors import Corrupt, InvalidAddress, NotStorable, ReadOnly, StoreError, StoreUnavailable

T = TypeVar("T")

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

CHUNK = 500
"""The most rows that one statement names or reads. It is well below the limits of both databases."""

TEXT: dict[str, Any] = {"json_serializer": lambda text: text, "json_deserializer": lambda text: text}
"""JSON columns accept and return JSON text."""

CHOICES = "sqlite:///FILE or postgresql://USER@HOST/NAME"


Watch = Callable[[str], AbstractContextManager[object]]
"""Makes a context manager that surrounds a transaction. Its argument is `read` or `write`."""


def unwatched(_: str) -> AbstractContextManager[object]:
    """Nobody watches."""
    return nullcontext()


class Database:
    """Transactions on one engine. Every error of SQLAlchemy is raised as one of `registry.store.errors`."""

    def __init__(self, address: str, *, foreign_keys: bool = True, watch: Watch = unwatched) -> None:
        """Raises `InvalidAddress`. Without `foreign_keys` SQLite does not enforce them: only a migration needs that."""
        self.address, self._watch = address, watch
        self.engine = connect(address, foreign_keys=foreign_keys)
        self._writer = self.engine.execution_options(begin="IMMEDIATE")
        self._turn = threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    @property
    def read_only(self) -> bool:
        """Whether the file of the database can only be read by this process."""
        return self.engine.dialect.name == "sqlite" and sqlite.can_only_be_read(Path(self.engine.url.database or ""))

    def seal(self) -> None:
        """Let nobody write the file any more. Raises `StoreUnavailable`."""
        with errors_mapped():
            sqlite.seal(Path(self.engine.url.database or ""))

    def sync(self) -> None:
        """Return when no power cut can lose what was committed. PostgreSQL does that at each commit, SQLite only now and then.

        Raises `StoreUnavailable`.
        """
        if self.engine.dialect.name == "sqlite":
            with errors_mapped():
                sqlite.sync(Path(self.engine.url.database or ""))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short transaction that reads. Each statement sees one state of the database; on SQLite all see the same."""
        with self._watch("read"), errors_mapped(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A long transaction that reads. All statements see one state of the database, and no writer waits for it."""
        postgresql_too = self.engine.dialect.name == "postgresql"  # SQLite has one state for each transaction anyway
        engine = self.engine.execution_options(isolation_level="REPEATABLE READ") if postgresql_too else self.engine
        with self._watch("read"), errors_mapped(), engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes. All of it is kept, or nothing if the block raises.

        SQLite has one writer at a time. The transaction locks the database at its beginning, because a reader that becomes a
        writer later can fail. Threads of this process queue here, because SQLite itself waits by polling.
        """
        with self._watch("write"), errors_mapped(), self._turn, self._writer.begin() as connection:
            yield connection

    def pages(self, statement: AnySelect, *, by: InstrumentedAttribute[Any], size: int = CHUNK) -> Iterator[Sequence[AnyRow]]:
        """The rows of a statement in the order of the unique column `by`, which is one of its columns; at most `size` at a time.

        Each page is read in a separate transaction, so that memory use is constant and no writer waits. A row that is written
        meanwhile may come in its old or its new state.
        """
        statement = statement.order_by(by).limit(size)
        page = statement
        while True:
            with self.reading() as connection:
                rows = connection.execute(page).all()
            if rows:
                yield rows
            if len(rows) < size:
                return
            page = statement.where(by > getattr(rows[-1], by.key))


def connect(address: str, *, foreign_keys: bool) -> Engine:
    """An engine whose JSON columns accept and return JSON text. It creates the folder of an SQLite file, and connects later."""
    url = _parse(address)
    if url.get_backend_name() == "postgresql":
        return postgresql.open_engine(url, **TEXT)
    return sqlite.open_engine(url, foreign_keys=foreign_keys, **TEXT)


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Lists of at most `CHUNK` items."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


@contextmanager
def errors_mapped() -> Iterator[None]:
    """Turn errors of the database in the block into our errors."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        kind = _kind(error)
        raise kind("the database" if kind is ReadOnly else _words(error)) from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise NotStorable(_words(error)) from error
    except OSError as error:  # some drivers do not wrap it, for example if the server's certificate is not valid
        raise StoreUnavailable(f"the database cannot be reached: {_words(error)}") from error


NO_NUL = r"^[^\x00]*$"
"""A pattern for a text that a query compares: no stored text has a NUL, and PostgreSQL refuses a query with it."""


def storable(text: str) -> bool:
    """Whether both databases can store a text: it has no NUL character and no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _parse(address: str) -> URL:
    try:
        url = make_url(address)
    except exc.ArgumentError as error:
        raise InvalidAddress(f"not the address of a database; write {CHOICES}") from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise InvalidAddress(f"{url.get_backend_name()} is not supported; write {CHOICES}")
    if url.drivername == "postgresql":
        return url
    try:
        url.get_dialect().import_dbapi()
    except exc.NoSuchModuleError as error:
        raise InvalidAddress(f"{url.drivername} is not known; write {CHOICES}") from error
    except ImportError as error:
        raise InvalidAddress(f"{url.drivername} needs the package {error.name}, which is not installed") from error
    return url


KINDS: tuple[tuple[type[exc.SQLAlchemyError], type[StoreError]], ...] = (
    (exc.OperationalError, StoreUnavailable),
    (exc.InterfaceError, StoreUnavailable),
    (exc.InternalError, StoreUnavailable),
    (exc.TimeoutError, StoreUnavailable),
    (exc.DataError, NotStorable),
    (exc.IntegrityError, NotStorable),
    (exc.ProgrammingError, StoreError),
    (exc.DatabaseError, Corrupt),
    (exc.SQLAlchemyError, StoreError),
)
"""What errors without a code mean. The first match counts."""


def _kind(error: exc.SQLAlchemyError) -> type[StoreError]:
    if isinstance(error, exc.DBAPIError) and sqlite.is_read_only(error.orig):
        return ReadOnly
    meaning = postgresql.meaning(error) if isinstance(error, exc.DBAPIError) else None
    return meaning or next(ours for theirs, ours in KINDS if isinstance(error, theirs))


def _words(error: Exception) -> str:
    """The message of the database, without the statement and its values."""
    if isinstance(error, exc.DBAPIError) and (words := postgresql.words(error)):
        return words
    return str(getattr(error, "orig", None) or error).partition("\n")[0]
