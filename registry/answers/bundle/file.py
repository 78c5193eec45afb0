"""The whole catalogue as one file that can be carried: all active records, what is theirs, and a page about their licences."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from pydantic import ValidationError

from schemas.formats import Catalog, Entry
from schemas.formats.published import published
from schemas.formats.table import row
from schemas.model import Model

from ...services import Services
from ...store.snapshot import Snapshot
from ..sources import told_declaration
from ..whole_file import whole_file
from .census import Census
from .errors import BundleDamaged, BundleUnreadable, NotABundle
from .page import licence_page
from .parquet import parquet_reader, parquet_writer
from .parts import About, BundledPortal, BundleKind, Digest, Ending, Kept, Reader, Writer
from .sqlite import sqlite_reader, sqlite_writer

WRITERS: Mapping[BundleKind, Callable[[Path, str], AbstractContextManager[Writer]]] = {
    BundleKind.SQLITE: sqlite_writer,
    BundleKind.PARQUET: parquet_writer,
}

READERS: Mapping[bytes, Callable[[Path], AbstractContextManager[Reader]]] = {
    b"SQLite format 3\0": sqlite_reader,
    b"PAR1": parquet_reader,
}
"""How a file is read, by what it begins with."""


class BundleFile(Model):
    """A bundle that was written. `page` is the file of its page about licences, if that was written too."""

    file: str
    format: BundleKind
    size: int
    page: str | None
    about: About


def write_bundle(
    services: Services, catalog: Catalog, kind: BundleKind, file: Path, *, page: Path | None = None, replace: bool = False
) -> BundleFile:
    """Write all active records as anybody may see them, in one state of the catalogue. There is a whole file, or none.

    `page` is where the page about licences is written too. Memory use is constant, but for the ids. Raises `ExportExists`,
    `ExportNotWritten` and `StoreError`.
    """
    with services.store.snapshot() as snapshot, ExitStack() as files:  # what the disk refuses is told before it gets to the store
        beside = files.enter_context(whole_file(page, replace=replace)) if page else None
        part = files.enter_context(whole_file(file, replace=replace))
        with WRITERS[kind](part, catalog.root) as to:
            ending = _write(services, snapshot, catalog, to)
        if beside:
            beside.write_text(ending.page, encoding="utf-8")
    told = str(page) if page else None
    return BundleFile(file=str(file), format=kind, size=file.stat().st_size, page=told, about=ending.about)


def _write(services: Services, snapshot: Snapshot, catalog: Catalog, to: Writer) -> Ending:
    census, digest = Census(), Digest()
    for entry in _entries(services, snapshot):
        line = Kept(modified=entry.modified, record=entry.record).line()
        to.add(line, row(entry, catalog))
        digest.add(line)
        census.add(entry)
    portals = tuple(_portal(services, share.name, share.datasets) for share in census.portals())
    licenses = census.licenses()
    about = About(
        serai=catalog.version,
        rules=services.rules.version,
        catalogue=catalog.root,
        made_on=services.clock().date(),
        changed=census.changed,
        records=census.records,
        portals=len(portals),
        licenses=sum(each.id is not None for each in licenses),
        sha256=digest.end(portals),
    )
    page = licence_page(about, licenses, census.states(), portals, census.portals())
    ending = Ending(about, portals, licenses, page)
    to.end(ending)
    return ending


def _entries(services: Services, snapshot: Snapshot) -> Iterator[Entry]:
    for record, modified in snapshot.active():
        yield Entry(published(record), services.sources.get(record.source), modified or record.provenance.changed)


def _portal(services: Services, id_: str, datasets: int) -> BundledPortal:
    source = services.sources.get(id_)
    return BundledPortal(id=id_, datasets=datasets, declaration=told_declaration(source) if source else None)


@contextmanager
def opened(file: Path) -> Iterator[Reader]:
    """Open a bundle of any kind, by what it begins with. Raises `BundleError`, as do the methods of the reader."""
    try:
        with file.open("rb") as raw:
            begins = raw.read(16)
    except OSError as error:
        raise BundleUnreadable(file, error.strerror or error) from error
    reader = next((reader for magic, reader in READERS.items() if begins.startswith(magic)), None)
    if reader is None:
        raise NotABundle(file)
    with reader(file) as found:
        yield found


def records_of(file: Path, reader: Reader) -> Iterator[Kept]:
    """All records of a bundle. Raises `BundleDamaged`, at the end too: only then it is known that all is as it was written."""
    digest = Digest()
    for number, line in enumerate(reader.lines(), 1):
        digest.add(line)
        try:
            yield Kept.model_validate_json(line)
        except ValidationError as error:
            raise BundleDamaged(file, f"record {number} cannot be read") from error
    if digest.end(reader.portals()) != reader.about.sha256:
        raise BundleDamaged(file, "its contents have another SHA-256")
