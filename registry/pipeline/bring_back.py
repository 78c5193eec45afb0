"""Bringing a backup back into an empty home. (`restore.py` does something else: it makes records again from the archive.)

All of the file is checked before anything is written. A file in the home says that it is not finished, and Serai does not start
there meanwhile. The archive and the files come first, each of which may be written twice. The database comes last, in one
transaction. So after an interruption the same command begins anew, or finds that all is there.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

from schemas.model import Model

from ..operation.trail_key import OWNER_ALONE
from ..services import UNFINISHED, Services, make_home
from ..settings import Settings
from ..store.archive import Archive, open_archive
from ..store.database import chunks
from ..store.errors import DatabaseOccupied, NotArchived
from ..store.file_archive import sync_folder
from ..store.logical import Table, decoded
from ..store.occupied import look
from . import backup_file
from .backup import declarations_of
from .backup_errors import BackupDamaged, HomeInUse, NotRestored, RestoreNotWritten
from .backup_file import ARCHIVE, CONTENTS, FILES, KEYS, Backup, Head, table_part
from .backup_trail import check_trail
from .index import rebuild
from .restore import READERS
from .trail_check import check_trail as compare_trail
from .trail_check import mend_trail

READABLE = 0o644
"""Who may read a declaration: it has no secrets."""


class BroughtBack(Model):
    """What was restored, or would be (`dry_run`). `absent` is how many contents that the rows name are not in the archive.

    `serai` is the version that wrote the backup, `at` the moment of the state that it has. `indexed` is how many records the
    new index has. Both are None where nothing was written.
    """

    dry_run: bool
    serai: str
    at: datetime
    revision: str
    head: Head
    records: int
    runs: int
    contents: int
    archived: int
    absent: int | None
    declarations: int
    keys: int
    indexed: int | None


def bring_back(settings: Settings, file: Path, *, dry_run: bool) -> BroughtBack:
    """Fill an empty home with a backup, or with `dry_run` only look whether that can be done.

    Afterwards `finish` makes the index. Raises `BackupError`, and `StoreError` if a part does not answer. Memory use is constant.
    """
    schema = import_module("..store.schema", __package__)  # loading Alembic takes 10 MB and a tenth of a second
    with backup_file.opened(file, known=schema.is_known) as backup:
        check_trail(backup)
        filled = _check_home(settings, backup)
        if dry_run:
            return _told(backup)
        try:
            _fill(settings, backup, with_database=not filled)
        except OSError as error:
            why = f"{error.filename or settings.home} cannot be written: {error.strerror or error}"
            raise RestoreNotWritten(f"{why}. The home is not finished: call `serai restore` again.") from error
        return _told(backup, absent=_absent(settings, backup))


def finish(services: Services, back: BroughtBack) -> BroughtBack:
    """Make the index, and publish the trail again where the archive does not have it.

    Raises `NotRestored` if the trail does not end as it does in the backup, or does not hold together.
    """
    broken = services.store.audit.verify()
    if broken is not None or services.store.audit.get(back.head.entry).hash != back.head.hash:
        raise NotRestored(f"the trail is not that of the backup at entry {broken or back.head.entry}. `serai verify` tells more.")
    if compare_trail(services).mendable:
        mend_trail(services)
    return back.model_copy(update={"indexed": rebuild(services)})


def _check_home(settings: Settings, backup: Backup) -> bool:
    """Whether the database is filled already, by this restore. Raises `HomeInUse`."""
    for place, content in _files(settings, backup):
        if place.exists() and place.read_bytes() != content:
            raise HomeInUse(f"{place} is there already, and is not that of the backup")
    found = look(settings.database)
    if found is None or found.occupied is None:
        return False
    begun = settings.home / UNFINISHED
    if begun.exists() and begun.read_text() == backup.digest:
        return True
    raise HomeInUse(f"the database has something in its table `{found.occupied}`")


def _fill(settings: Settings, backup: Backup, *, with_database: bool) -> None:
    make_home(settings.home)
    _write(settings.home / UNFINISHED, backup.digest.encode())
    archive = open_archive(settings.archive, endpoint=settings.s3_endpoint)
    for name, content in backup.files(ARCHIVE):
        _put(archive, name, content)
    for place, content in _files(settings, backup):
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(place, content, mode=OWNER_ALONE if place.parent == settings.home else READABLE)
    if with_database:
        load = import_module("..store.loading", __package__).load
        try:
            load(settings.database, revision=backup.manifest.revision, tables=backup.manifest.table, rows=_rows_of(backup))
        except DatabaseOccupied as error:  # by another process, since it was looked at
            raise HomeInUse(str(error)) from error
    (settings.home / UNFINISHED).unlink()


def _rows_of(backup: Backup) -> Callable[[Table], Iterator[Mapping[str, Any]]]:
    return lambda table: (decoded(table, line) for line in backup.lines(table_part(table.name)))


def _write(file: Path, content: bytes, *, mode: int = OWNER_ALONE) -> None:
    """Write a file that is there as a whole or not at all. It is on the disk when this returns."""
    part = file.with_name(f"{file.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
    sync_folder(file.parent)


def _put(archive: Archive, name: str, content: bytes) -> None:
    """Keep a content or a note. Raises `BackupDamaged` for anything else."""
    kind, _, rest = name.partition("/")
    match kind:
        case "contents":
            if archive.put(content) != rest:
                raise BackupDamaged(f"the archived content {rest} is another one")
        case "notes":
            with suppress(NotArchived):
                if archive.note(rest) == content:
                    return
            archive.add_note(rest, content)
        case _:
            raise BackupDamaged(f"{name} has no place in an archive")


def _files(settings: Settings, backup: Backup) -> Iterator[tuple[Path, bytes]]:
    """The declarations and keys, each with its place. Raises `BackupDamaged` for a place elsewhere."""
    for part, folder in ((FILES, declarations_of(settings)), (KEYS, settings.home)):
        for name, content in backup.files(part):
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name or "\0" in name:
                raise BackupDamaged(f"{name!r} is not the name of a file in a folder")
            yield folder / path, content


def _absent(settings: Settings, backup: Backup) -> int:
    """How many contents that the rows name the archive does not have."""
    archive = open_archive(settings.archive, endpoint=settings.s3_endpoint)
    with ThreadPoolExecutor(READERS) as readers:
        named = chunks(line.decode() for line in backup.lines(CONTENTS))
        return sum(not there for some in named for there in readers.map(archive.has, some))


def _told(backup: Backup, *, absent: int | None = None) -> BroughtBack:
    manifest = backup.manifest
    return BroughtBack(
        dry_run=absent is None,
        serai=manifest.serai,
        at=manifest.at,
        revision=manifest.revision,
        head=manifest.head,
        records=manifest.count(table_part("record")),
        runs=manifest.count(table_part("run")),
        contents=manifest.count(CONTENTS),
        archived=manifest.archived,
        absent=absent,
        declarations=manifest.count(FILES),
        keys=manifest.count(KEYS),
        indexed=None,
    )
