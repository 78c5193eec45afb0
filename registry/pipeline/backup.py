"""Making a backup: one state of the database as a file, while Serai goes on, and whatever else is nowhere else.

The database is always in it, and with it runs, decisions, the trail with its checkpoints, and all rules that ever came in force.
So are the operator's declarations. The archive is large, and its files never change: each night's copy of all would be the same
again. So a backup names the contents that its rows need, and `archive` puts them in. Private keys go in only if asked for.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import BadZipFile

from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.model import Model

from ..operation import trail_key, witness_key
from ..services import Services
from ..settings import Settings
from ..store.audit_rows import Event
from ..store.errors import Corrupt, NotArchived, ReadOnly
from ..store.file_archive import sync_folder
from ..store.occupied import look
from ..store.revision import HEAD
from ..store.snapshot import Snapshot
from . import backup_file
from .backup_errors import BackupDamaged, BackupExists, BackupNotWritten, NothingToBackUp
from .backup_file import ARCHIVE, CONTENTS, FILES, FORMAT, KEYS, Head, Log, Manifest, Writer, framed, line, table_part
from .backup_trail import check_trail
from .trail import signed, verifiers

OWNER_ALONE = 0o600


class BackupMade(Model):
    """A backup that was written and read again. `size` is in bytes, `sha256` is over all but the last 64 of them: its name.

    `contents` is how many archived contents the rows name, `archived` how many of them are in the file, `absent` how many
    should be and could not be read. `told_by` is the entry of the trail that says who made it; None if nothing can be written.
    """

    file: str
    size: int
    sha256: str
    at: datetime
    revision: str
    head: Head
    records: int
    runs: int
    contents: int
    archived: int
    absent: int
    declarations: int
    keys: int
    told_by: int | None


def check_home(settings: Settings) -> None:
    """Look whether there is an installation with something in it, and make nothing. Raises `NothingToBackUp` and `StoreError`."""
    found = look(settings.database)
    if found is None:
        raise NothingToBackUp(f"{settings.home} has no database of Serai. SERAI_HOME and SERAI_DATABASE_URL say where it is.")
    if not found.ours:
        raise NothingToBackUp("the database has tables of something else. SERAI_DATABASE_URL says where that of Serai is.")
    if found.occupied is None:
        raise NothingToBackUp(f"Serai was only started in {settings.home}: nothing was harvested or decided yet.")


def make(
    services: Services, file: Path, *, archive: bool, keys: bool, version: str, by: Actor, replace: bool = False
) -> BackupMade:
    """Write a backup and read it again. The trail then says who made it.

    There is a whole file of this name at the end, or none, or with `replace` still the old one. Memory use is constant.
    Raises `BackupExists`, `BackupNotWritten`, `TrailBroken`, `InvalidTrailKey` and `StoreError`.
    """
    if file.exists() and not replace:
        raise BackupExists(file)
    at = services.clock()
    with _writing(file) as (part, out), Writer(out) as writer:
        manifest = _write(services, writer, archive=archive, keys=keys, version=version, at=at)
        writer.close(manifest)
        digest = _read_again(part)
        size = out.seek(0, os.SEEK_END)
        if file.exists() and not replace:
            raise BackupExists(file)
        part.replace(file)
    return BackupMade(
        file=str(file),
        size=size,
        sha256=digest,
        at=at,
        revision=manifest.revision,
        head=manifest.head,
        records=manifest.count(table_part("record")),
        runs=manifest.count(table_part("run")),
        contents=manifest.count(CONTENTS),
        archived=manifest.archived,
        absent=manifest.absent,
        declarations=manifest.count(FILES),
        keys=manifest.count(KEYS),
        told_by=_tell(services, manifest.head, by, at),
    )


def declarations_of(settings: Settings) -> Path:
    """The folder of the operator's declarations."""
    return settings.sources or settings.home / "sources"


def key_files(settings: Settings) -> dict[str, bytes]:
    """The private keys at hand, by the names of their files in the home folder. Raises `InvalidTrailKey` and `OSError`."""
    found = {}
    if signers := trail_key.present(settings):
        found[trail_key.FILE] = "".join(f"{key}\n" for key in signers).encode()
    if settings.witness_key is not None or witness_key.is_there(settings):
        found[witness_key.FILE] = f"{witness_key.cosigner(settings)}\n".encode()
    return found


def _write(services: Services, writer: Writer, *, archive: bool, keys: bool, version: str, at: datetime) -> Manifest:
    checkpoint = signed(services)  # before the snapshot, which then has all that it is over
    notes = list(services.archive.notes()) if archive else []
    absent = Counter[str]()
    with services.store.snapshot() as snapshot:
        tables = snapshot.tables()
        for table in tables:
            writer.add(table_part(table.name), (line_of + b"\n" for line_of in snapshot.rows(table)))
        writer.add(CONTENTS, map(line, snapshot.contents()))
        writer.add(FILES, _declarations(declarations_of(services.settings)))
        if keys:
            writer.add(KEYS, (framed(name, content) for name, content in key_files(services.settings).items()))
        if archive:
            writer.add(ARCHIVE, _archived(services, snapshot, notes, absent))
        head = snapshot.head()
    return Manifest(
        format=FORMAT,
        serai=version,
        revision=HEAD,
        at=at,
        head=Head(entry=head.entry, hash=head.hash),
        log=Log(origin=checkpoint.origin, size=checkpoint.size, note=checkpoint.note) if checkpoint else None,
        key=tuple(map(str, verifiers(services))),
        notes=len(notes) if archive else 0,
        absent=absent.total(),
        table=tables,
        part=tuple(writer.parts),
    )


def _declarations(folder: Path) -> Iterator[bytes]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield framed(file.relative_to(folder).as_posix(), file.read_bytes())


def _archived(services: Services, snapshot: Snapshot, notes: Sequence[str], absent: Counter[str]) -> Iterator[bytes]:
    """The contents that the snapshot names, then the notes. What is missing or damaged is counted, and the rest goes along."""
    for name in snapshot.contents():
        try:
            yield framed(f"contents/{name}", services.archive.get(name))
        except (NotArchived, Corrupt):
            absent[name] += 1
    for name in notes:
        yield framed(f"notes/{name}", services.archive.note(name))


def _read_again(part: Path) -> str:
    """Compare what is on the disk with what was written, and check its trail. Returns the digest of the file."""
    try:
        with backup_file.opened(part, known=HEAD.__eq__) as backup:
            check_trail(backup)
            return backup.digest
    except BackupDamaged as error:
        raise BackupNotWritten(f"{part} was not read back as it was written ({error})") from error


def _tell(services: Services, head: Head, by: Actor, at: datetime) -> int | None:
    """Say in the trail who has taken it, as of every export. A database that can only be read stays as it is."""
    try:
        return services.store.audit.add(Event(CATALOGUE, Action.EXPORT, by, at, {"size": head.entry, "kind": "backup"}))
    except ReadOnly:
        return None


@contextmanager
def _writing(file: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A file beside another one, which only its owner can read. What is not renamed is removed. Raises `BackupNotWritten`."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
        with os.fdopen(opened, "w+b") as out:
            yield part, out
        sync_folder(file.parent)
    except (OSError, BadZipFile) as error:
        why = getattr(error, "strerror", None) or error
        raise BackupNotWritten(f"{file} cannot be written: {why}. What was written of it is removed.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
