"""A bundle as a database of SQLite, which is of use by itself: any browser of SQLite shows and searches it."""

import gzip
import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from schemas.formats.as_json import written
from schemas.formats.table import COLUMNS, Kind, Row, Value

from .errors import BundleDamaged, BundleNewer, NotABundle, reading
from .parts import FORM, LONGEST, About, BundledLicense, BundledPortal, Ending

APPLICATION = 0x53455241
"""What the head of the file has as the number of its program: SERA."""

TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "TEXT",
    Kind.TEXTS: "TEXT",
    Kind.WHOLE: "INTEGER",
    Kind.NUMBER: "REAL",
    Kind.BOOLEAN: "INTEGER",
    Kind.DAY: "TEXT",
    Kind.MOMENT: "TEXT",
}
"""The type of each kind of cell. A list is a list of JSON, a day and a moment are text of ISO 8601."""

SEARCHED = ("title", "alternative", "description", "keyword", "publisher")
"""The columns that can be searched in the file itself."""

INDEXED = ("source", "license", "privacy_class", "holder_state")

PAGE_BYTES = 8192
LEVEL = 6
BLOCK = 200
"""How many records are read at once."""

_TABLES = f"""
CREATE TABLE about (name TEXT PRIMARY KEY, value);
CREATE TABLE licence_page (html TEXT NOT NULL);
CREATE TABLE portal (id TEXT PRIMARY KEY, title TEXT, state TEXT, kind TEXT, url TEXT, operator TEXT, official INTEGER,
  datasets INTEGER NOT NULL, declaration TEXT);
CREATE TABLE licence ({", ".join(BundledLicense.model_fields)});
CREATE TABLE dataset ({", ".join(f'"{each.name}" {TYPES[each.kind]}' for each in COLUMNS)}, PRIMARY KEY (id));
CREATE TABLE record (place INTEGER PRIMARY KEY, id TEXT NOT NULL REFERENCES dataset (id), json_gz BLOB NOT NULL);
"""


class SqliteWriter:
    """Writes the file. It has no journal: a file that was not finished is thrown away."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._to = connection
        connection.executescript(
            f"PRAGMA page_size={PAGE_BYTES}; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            f"PRAGMA application_id={APPLICATION}; PRAGMA user_version={FORM};{_TABLES}"
        )
        connection.execute("BEGIN")

    def add(self, line: bytes, row: Row) -> None:
        """Add a record."""
        with _refusals():
            self._insert("dataset", [_cell(row[each.name]) for each in COLUMNS])
            self._insert("record", (None, row["id"], gzip.compress(line, LEVEL, mtime=0)))

    def end(self, ending: Ending) -> None:
        """Add all else, and what makes the file searchable."""
        with _refusals():
            self._insert("licence_page", (ending.page,))
            for named in ending.about.model_dump(mode="json").items():
                self._insert("about", named)
            for portal in ending.portals:
                self._insert("portal", _portal(portal))
            for license_ in ending.licenses:
                self._insert("licence", tuple(license_.model_dump().values()))
            self._index()
            self._to.execute("COMMIT")

    def _insert(self, table: str, values: Sequence[object]) -> None:
        self._to.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608  # names of ours

    def _index(self) -> None:
        for name in INDEXED:
            self._to.execute(f"CREATE INDEX dataset_{name} ON dataset ({name})")
        columns = ", ".join(SEARCHED)
        self._to.execute(
            f"CREATE VIRTUAL TABLE dataset_search USING fts5 ({columns}, content='dataset', content_rowid='rowid', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        self._to.execute("INSERT INTO dataset_search (dataset_search) VALUES ('rebuild')")


@contextmanager
def sqlite_writer(file: Path, _: str) -> Iterator[SqliteWriter]:
    """Opens a new file. Raises `OSError`."""
    file.unlink(missing_ok=True)
    with _refusals(), closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield SqliteWriter(connection)
    with file.open("r+b") as written:
        os.fsync(written.fileno())


class SqliteReader:
    """Reads a file."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self._file, self._from = file, connection
        if _one(connection, "PRAGMA application_id") != APPLICATION:
            raise NotABundle(file)
        if (form := _one(connection, "PRAGMA user_version")) != FORM:
            raise BundleNewer(file, form)
        self.about = About.model_validate(dict(connection.execute("SELECT name, value FROM about")))

    def portals(self) -> tuple[BundledPortal, ...]:
        """The portals, by their ids."""
        with _reading(self._file):
            rows = self._from.execute("SELECT id, datasets, declaration FROM portal ORDER BY id").fetchall()
            return tuple(_read_portal(*row) for row in rows)

    def lines(self) -> Iterator[bytes]:
        """The lines of the records."""
        with _reading(self._file):
            if (told := _one(self._from, "PRAGMA quick_check(1)")) != "ok":
                raise BundleDamaged(self._file, told)
            read = self._from.execute("SELECT json_gz FROM record ORDER BY place")
            while rows := read.fetchmany(BLOCK):
                for (packed,) in rows:
                    yield _unpacked(packed)


@contextmanager
def sqlite_reader(file: Path) -> Iterator[SqliteReader]:
    """Opens a file that begins as SQLite's do. Raises `BundleError`."""
    with _reading(file):
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    with closing(connection):
        with _reading(file):
            connection.execute("PRAGMA trusted_schema=OFF")  # nothing in the file may call what it should not
            reader = SqliteReader(file, connection)
        yield reader


def _cell(value: Value) -> object:
    if isinstance(value, list):
        return written(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _portal(each: BundledPortal) -> tuple[object, ...]:
    declared = each.declaration
    if declared is None:
        return (each.id, *[None] * 6, each.datasets, None)
    told = (declared.name, declared.jurisdiction, declared.kind, str(declared.url), declared.operator, declared.official)
    return each.id, *told, each.datasets, declared.model_dump_json(exclude_unset=True)


def _read_portal(id_: str, datasets: int, declaration: str | None) -> BundledPortal:
    told = {} if declaration is None else {"declaration": json.loads(declaration)}
    return BundledPortal.model_validate({"id": id_, "datasets": datasets, **told})


def _one(connection: sqlite3.Connection, statement: str) -> Any:
    return connection.execute(statement).fetchone()[0]


def _unpacked(packed: bytes) -> bytes:
    """What was packed by gzip. Raises `ValueError` if it is longer than a record can be."""
    opened = zlib.decompressobj(wbits=31)
    line = opened.decompress(packed, LONGEST)
    if not opened.eof:
        raise ValueError("a record is cut off, or too long")
    return line


@contextmanager
def _refusals() -> Iterator[None]:
    """What SQLite cannot write is what the disk refuses."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _reading(file: Path) -> AbstractContextManager[None]:
    return reading(file, sqlite3.Error, zlib.error)
