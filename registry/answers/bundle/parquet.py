"""A bundle as one Parquet file: the smaller kind, which programs for tables read at once.

It has the columns of the table, and the line of each record as the last column. What is not about one record is in the metadata
of the file, as JSON and, the licence page, as HTML.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from schemas.formats.as_json import written
from schemas.formats.table import COLUMNS, Heading, Kind, Row
from schemas.formats.table_parquet import GROUP, add_group, open_writer

from .errors import BundleNewer, NotABundle, reading
from .parts import FORM, LONGEST, About, BundledPortal, Ending

if TYPE_CHECKING:
    import pyarrow.parquet

LEVEL = 6
"""How hard zstd tries: the file is carried over poor lines."""

BLOCK = 200
"""How many records are read at once."""

RECORD = "record_json"
LINE = Heading(RECORD, Kind.TEXT, "The whole record, and when it last changed, as JSON.")

ABOUT, PORTALS, LICENCES, PAGE = "serai.about", "serai.portals", "serai.licences", "serai.licence_page"
"""The names in the metadata."""

_PORTALS = TypeAdapter(tuple[BundledPortal, ...])


class ParquetWriter:
    """Writes the file, a group of rows at a time."""

    def __init__(self, to: "pyarrow.parquet.ParquetWriter") -> None:
        self._to = to
        self._waiting: list[Row] = []

    def add(self, line: bytes, row: Row) -> None:
        """Add a record."""
        self._waiting.append({**row, RECORD: line.decode()})
        if len(self._waiting) == GROUP:
            self._flush()

    def end(self, ending: Ending) -> None:
        """Add all else."""
        if self._waiting:
            self._flush()
        licenses = [each.model_dump() for each in ending.licenses]
        told = {
            ABOUT: ending.about.model_dump_json(),
            PORTALS: _PORTALS.dump_json(ending.portals, exclude_unset=True).decode(),
            LICENCES: written(licenses).decode(),
            PAGE: ending.page,
        }
        self._to.add_key_value_metadata(told)

    def _flush(self) -> None:
        add_group(self._to, self._waiting)
        self._waiting.clear()


@contextmanager
def parquet_writer(file: Path, catalogue: str) -> Iterator[ParquetWriter]:
    """Opens a new file. Raises `OSError`."""
    options = {"compression_level": LEVEL, "write_page_checksum": True}
    with file.open("wb") as out:
        with open_writer(out, (*COLUMNS, LINE), {"catalogue": catalogue}, **options) as to:
            yield ParquetWriter(to)
        out.flush()
        os.fsync(out.fileno())


class ParquetReader:
    """Reads a file."""

    def __init__(self, file: Path, opened: "pyarrow.parquet.ParquetFile") -> None:
        self._file, self._from = file, opened
        self._told: Mapping[bytes, bytes] = opened.metadata.metadata or {}
        if ABOUT.encode() not in self._told:
            raise NotABundle(file)
        if (form := json.loads(self._told[ABOUT.encode()])["form"]) != FORM:
            raise BundleNewer(file, form)
        self.about = About.model_validate_json(self._told[ABOUT.encode()])

    def portals(self) -> tuple[BundledPortal, ...]:
        """The portals, by their ids."""
        with _reading(self._file):
            return _PORTALS.validate_json(self._told[PORTALS.encode()])

    def lines(self) -> Iterator[bytes]:
        """The lines of the records."""
        with _reading(self._file):
            for batch in self._from.iter_batches(batch_size=BLOCK, columns=[RECORD]):
                for each in batch.column(0):
                    line: bytes = each.as_py().encode()
                    if len(line) > LONGEST:
                        raise ValueError("a record is too long")
                    yield line


@contextmanager
def parquet_reader(file: Path) -> Iterator[ParquetReader]:
    """Opens a file that begins as Parquet's do. Raises `BundleError`."""
    from pyarrow import parquet  # noqa: PLC0415  # it takes a third of a second, and few commands need it

    with _reading(file):
        opened = parquet.ParquetFile(file, page_checksum_verification=True, pre_buffer=False)
    with closing(opened):
        with _reading(file):
            reader = ParquetReader(file, opened)
        yield reader


def _reading(file: Path) -> AbstractContextManager[None]:
    from pyarrow import ArrowException  # noqa: PLC0415  # the same

    return reading(file, ArrowException)
