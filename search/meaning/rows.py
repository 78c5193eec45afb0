"""The vectors of the embedded engine on disk: one SQLite file, which is the truth; the graph (`graph.py`) is made from it.

`seq` grows with every vector that is put and is never used again. So a vector that was replaced or removed is known by its `seq`
being gone, and what the graph lacks is what has a higher one.
"""

import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from ..errors import EngineUnavailable, IndexDamaged

TABLES = """
CREATE TABLE IF NOT EXISTS vector (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, key TEXT NOT NULL, value BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS graph (
    one INTEGER PRIMARY KEY CHECK (one = 1), file TEXT NOT NULL, upto INTEGER NOT NULL, crc INTEGER NOT NULL
);
"""
WAIT = 10.0
"""Seconds that a writer waits for the writer before it."""

CHUNK = 500
PAGE = 2000


class Graph(NamedTuple):
    """The graph that is in use: the name of its file, the `seq` up to which it has vectors, the CRC-32 of the file."""

    file: str
    upto: int
    crc: int


Stamp = tuple[int, int, int]
"""Changes whenever somebody has written: the number of the file, and SQLite's counters of others' and of own changes."""


class Rows:
    """The file, read and written by any number of threads and processes. Vectors are bytes here.

    Every method raises `EngineUnavailable`, or `IndexDamaged` if the file is none of ours.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.RLock()
        self._open: sqlite3.Connection | None = None
        self._number = 0

    def stamp(self) -> Stamp | None:
        """None as long as nothing was ever put."""
        with self._reading() as connection:
            if connection is None:
                return None
            return self._number, connection.execute("PRAGMA data_version").fetchone()[0], connection.total_changes

    def put(self, rows: Iterable[tuple[UUID, str, bytes]]) -> None:
        with self._writing() as connection:
            made = ((id.bytes, key, value) for id, key, value in rows)
            connection.executemany("INSERT OR REPLACE INTO vector (id, key, value) VALUES (?, ?, ?)", made)

    def remove(self, ids: Collection[UUID]) -> None:
        with self._writing() as connection:
            connection.executemany("DELETE FROM vector WHERE id = ?", [(id.bytes,) for id in ids])

    def keys(self, ids: Collection[UUID]) -> dict[UUID, str]:
        found = self._those("SELECT id, key FROM vector WHERE id IN", [id.bytes for id in ids])
        return {UUID(bytes=id): key for id, key in found}

    def living(self, seqs: Collection[int]) -> dict[int, UUID]:
        """The records whose vectors have these `seq`; those of vectors that are gone are left out."""
        return {seq: UUID(bytes=id) for seq, id in self._those("SELECT seq, id FROM vector WHERE seq IN", list(seqs))}

    def value(self, record: UUID) -> bytes | None:
        with self._reading() as connection:
            if connection is None:
                return None
            row = connection.execute("SELECT value FROM vector WHERE id = ?", (record.bytes,)).fetchone()
            return row[0] if row else None

    def after(self, seq: int, limit: int = PAGE) -> list[tuple[int, bytes]]:
        """The first vectors with a higher `seq`."""
        with self._reading() as connection:
            if connection is None:
                return []
            return connection.execute("SELECT seq, value FROM vector WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)).fetchall()

    def count(self, *, after: int = 0) -> int:
        with self._reading() as connection:
            if connection is None:
                return 0
            found: int = connection.execute("SELECT count(*) FROM vector WHERE seq > ?", (after,)).fetchone()[0]
            return found

    def ids(self) -> Iterator[UUID]:
        last = b""
        while True:
            with self._reading() as connection:
                if connection is None:
                    return
                page = connection.execute("SELECT id FROM vector WHERE id > ? ORDER BY id LIMIT ?", (last, PAGE)).fetchall()
            yield from (UUID(bytes=id) for (id,) in page)
            if len(page) < PAGE:
                return
            last = page[-1][0]

    def graph(self) -> Graph | None:
        with self._reading() as connection:
            row = connection.execute("SELECT file, upto, crc FROM graph").fetchone() if connection else None
            return Graph(*row) if row else None

    def use_graph(self, graph: Graph | None) -> None:
        """Let all readers use this graph from now on."""
        with self._writing() as connection:
            connection.execute("DELETE FROM graph")
            if graph:
                connection.execute("INSERT INTO graph VALUES (1, ?, ?, ?)", graph)

    def check(self) -> None:
        """Read the whole file. Raises `IndexDamaged`."""
        with self._reading() as connection:
            if connection and (found := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise IndexDamaged(f"The vectors are damaged: {found}")

    def close(self) -> None:
        with self._lock:
            if self._open:
                self._open.close()
            self._open = None

    def _those(self, statement: str, values: Sequence[bytes] | Sequence[int]) -> Iterator[Any]:
        """The rows of a statement that ends with `IN`, for a part of the values at a time."""
        with self._reading() as connection:
            if connection is not None:
                for start in range(0, len(values), CHUNK):
                    chunk = values[start : start + CHUNK]
                    yield from connection.execute(f"{statement} ({','.join('?' * len(chunk))})", chunk)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """The connection; None if there is no file yet. It is opened anew if the file was replaced."""
        with self._lock, mapped():
            try:
                number = self.file.stat().st_ino
            except FileNotFoundError:
                self.close()
                yield None
                return
            if self._open is None or self._number != number:
                self.close()
                self._open, self._number = _connected(self.file), number
            yield self._open

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is kept as a whole, or not at all. It makes the file if there is none."""
        with self._lock, mapped():
            if not self.file.exists():
                self.file.parent.mkdir(parents=True, exist_ok=True)
                with closing(_connected(self.file)) as made:
                    made.executescript(TABLES)
            with self._reading() as connection:
                if connection is None:
                    raise EngineUnavailable("The vectors were removed while they were written.")
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise


@contextmanager
def mapped() -> Iterator[None]:
    """SQLite's errors, and those of the file system, as ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        kind = IndexDamaged if "no such table" in str(error) else EngineUnavailable
        raise kind(f"The vectors cannot be used: {error}") from error
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(f"The vectors are damaged: {error}") from error
    except OSError as error:
        raise EngineUnavailable(f"The vectors cannot be used: {error}") from error


def _connected(file: Path) -> sqlite3.Connection:
    """A connection for all threads, which take turns. Where nothing may be written, SQLite is told that nothing changes."""
    if file.exists() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection = sqlite3.connect(file, timeout=WAIT, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection
