"""The whole catalogue as one gzip file, in a syntax of RDF."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import GzipFile
from io import BufferedWriter, RawIOBase
from pathlib import Path
from typing import IO, cast

from schemas.formats import Catalog, Entry
from schemas.formats.dcat import list_triples
from schemas.formats.rdf import Syntax, write
from schemas.model import Model
from schemas.record import Status

from ..services import Services
from .entries import stream_entries
from .whole_file import whole_file

BLOCK = 1 << 20
"""Bytes that are packed at once."""

LEVEL = 5
"""How hard zlib tries. More takes much longer and saves little."""


class CatalogFile(Model):
    """A file that was written: its name, its bytes, how many records it has, and of how many portals."""

    file: str
    size: int
    records: int
    portals: int


def write_catalog(services: Services, catalog: Catalog, syntax: Syntax, file: Path, *, replace: bool = False) -> CatalogFile:
    """Write all active records by DCAT-AP 3. Memory use is constant, and there is a whole file of this name, or none.

    With `replace` a file that is there is still the old one until the new one is whole. Raises `ExportExists`,
    `ExportNotWritten` and `StoreError`.
    """
    portals = Counter[str]()
    with whole_file(file, replace=replace) as part, _packed(part) as out:
        write(list_triples(_counted(services, portals), catalog), out, syntax)
    return CatalogFile(file=str(file), size=file.stat().st_size, records=portals.total(), portals=len(portals))


def _counted(services: Services, portals: Counter[str]) -> Iterator[Entry]:
    """All active records. Counts those of each portal."""
    for entry in stream_entries(services):
        if entry.record.status is Status.ACTIVE:
            portals[entry.record.source] += 1
            yield entry


@contextmanager
def _packed(file: Path) -> Iterator[IO[bytes]]:
    """A gzip file. Equal contents are equal bytes."""
    with (
        file.open("wb") as raw,
        GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=raw, mtime=0) as packed,
        BufferedWriter(cast("RawIOBase", packed), BLOCK) as out,
    ):
        yield out
