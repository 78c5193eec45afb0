"""The file of a backup: a zip that any tool opens, and that shows each byte that is not as it was written.

It has, in this order:

- `serai-backup`: a line for people. The file begins with it, so it can be recognised.
- `tables/NAME.jsonl`: all rows of a table (`registry/store/logical.py`).
- `contents.txt`: the hashes of the archived contents that the rows name, a line each.
- `files`, `keys`, `archive`: files, one after the other. Before each stands a line of JSON with its `name` and `size` in bytes;
  after it an end of line.
- `manifest.json`: what the file has (`Manifest`), with count and SHA-256 of each of these parts.

The zip's comment ends with the SHA-256 of all bytes before it. So a damaged file is found before anything of it is used.
"""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, Self
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import orjson
from pydantic import ValidationError

from schemas.model import Model

from ..store.logical import Table
from .backup_errors import BackupDamaged, BackupNewer, BackupNotWritten, BackupUnreadable, NotABackup

FORMAT = 1
"""The format that is written. A newer one is refused."""

BEGINNING = "serai-backup"
WORDS = b"A backup of Serai. `serai restore FILE` brings it back; manifest.json tells what it has.\n"
ENDING = b"a backup of Serai; the SHA-256 of all before: "
DIGITS = 64
MANIFEST = "manifest.json"
CONTENTS, FILES, KEYS, ARCHIVE = "contents.txt", "files", "keys", "archive"

LEVEL = 3
"""How hard zlib tries. More takes twice the time and saves a tenth."""

BLOCK = 1 << 20
"""Bytes that are read at once."""

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of each part in the zip: always the same, so that equal parts are equal bytes."""


class Part(Model):
    """A part of the file: how many rows, hashes or files it has, how many bytes they are, and their SHA-256."""

    name: str
    count: int
    size: int
    sha256: str


class Head(Model):
    """The last entry of the audit trail: its number, and its hash."""

    entry: int
    hash: str


class Log(Model):
    """The newest signed checkpoint of the trail: the name of the log, how many entries it is over, and the note."""

    origin: str
    size: int
    note: str


class Manifest(Model):
    """What a backup has.

    `serai` is the version that wrote it, `revision` that of its tables, `at` the moment of the state that it has. `key` are the
    public keys that sign the trail, the newest first. `notes` is how many files of the archive are notes; the others are
    contents. `absent` is how many contents should be there and could not be read.
    """

    format: int
    serai: str
    revision: str
    at: datetime
    head: Head
    log: Log | None
    key: tuple[str, ...]
    notes: int
    absent: int
    table: tuple[Table, ...]
    part: tuple[Part, ...]

    def part_of(self, name: str) -> Part | None:
        """A part by its name; None if the backup does not have it."""
        return next((part for part in self.part if part.name == name), None)

    def count(self, name: str) -> int:
        """How many rows, hashes or files a part has; 0 if it is not there."""
        part = self.part_of(name)
        return part.count if part else 0

    @property
    def archived(self) -> int:
        """How many archived contents are in it."""
        return self.count(ARCHIVE) - self.notes


def table_part(name: str) -> str:
    """The name of the part with the rows of a table."""
    return f"tables/{name}.jsonl"


class Writer:
    """Writes the parts of a backup, one after the other. Memory use is that of the largest piece.

    As a context manager it lets go of a file that was not written to its end.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL)
        self._file, self.parts = file, list[Part]()
        try:
            self._zip.writestr(ZipInfo(BEGINNING, NO_TIME), WORDS)
            file.flush()
        except OSError:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, ValueError):
            self._zip.close()

    def add(self, name: str, pieces: Iterable[bytes]) -> Part:
        """Add a part of pieces: lines, or files as `framed`. Raises `BackupNotWritten`, and what reading the pieces raises."""
        count, size, digest = 0, 0, sha256()
        with _on_disk():
            out = self._zip.open(_info(name), "w", force_zip64=True)
        try:
            for piece in pieces:
                with _on_disk():
                    out.write(piece)
                digest.update(piece)
                count, size = count + 1, size + len(piece)
        finally:
            with _on_disk():
                out.close()
        part = Part(name=name, count=count, size=size, sha256=digest.hexdigest())
        self.parts.append(part)
        return part

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and the end. The file is on the disk when this returns."""
        self._zip.writestr(_info(MANIFEST), manifest.model_dump_json(indent=1))
        self._zip.comment = ENDING + b"0" * DIGITS
        self._zip.close()
        end = self._file.seek(-DIGITS, os.SEEK_END)
        digest = _digest(self._file, end)
        self._file.seek(end)
        self._file.write(digest)
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass(frozen=True)
class Backup:
    """A backup that is whole: each byte is as it was written."""

    manifest: Manifest
    digest: str
    """The SHA-256 that it ends with: it names this backup."""
    _zip: ZipFile

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part, without their ends; none if it is not there."""
        if self.manifest.part_of(name):
            with self._zip.open(name) as part:
                for line in part:
                    yield line.removesuffix(b"\n")

    def files(self, name: str) -> Iterator[tuple[str, bytes]]:
        """The files of a part, each with its name; none if it is not there. Raises `BackupDamaged`."""
        if self.manifest.part_of(name):
            with self._zip.open(name) as part:
                while head := part.readline():
                    try:
                        described = orjson.loads(head)
                        named, size = str(described["name"]), int(described["size"])
                    except (KeyError, TypeError, ValueError) as error:
                        raise BackupDamaged(f"a file in {name} has no name") from error
                    yield named, part.read(size)
                    part.read(1)

    def check_parts(self) -> None:
        """Compare each part with the manifest. Raises `BackupDamaged`."""
        for part in self.manifest.part:
            digest, size = sha256(), 0
            try:
                with self._zip.open(part.name) as opened:
                    for block in iter(partial(opened.read, BLOCK), b""):
                        digest.update(block)
                        size += len(block)
            except (BadZipFile, KeyError, zlib.error, EOFError) as error:
                raise BackupDamaged(f"{part.name} cannot be read") from error
            if (size, digest.hexdigest()) != (part.size, part.sha256):
                raise BackupDamaged(f"{part.name} is not what was written")


@contextmanager
def opened(file: Path, *, known: Callable[[str], bool]) -> Iterator[Backup]:
    """Open a backup and compare all of it with its digests. `known` says whether this version has a revision of the tables.

    Raises `BackupUnreadable`, `NotABackup`, `BackupDamaged` and `BackupNewer`.
    """
    with _reading(file) as raw:
        digest = _checked(raw)
        try:
            with ZipFile(raw) as archive:
                backup = Backup(_manifest(archive.read(MANIFEST), known), digest, archive)
                backup.check_parts()
                yield backup
        except (BadZipFile, KeyError) as error:
            raise BackupDamaged("it is not a whole zip") from error


@contextmanager
def _on_disk() -> Iterator[None]:
    """What the disk refuses, told apart from what the database does while it is read."""
    try:
        yield
    except OSError as error:
        raise BackupNotWritten(f"{error.strerror or error}. What was written of the file is removed.") from error


def _reading(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except OSError as error:
        raise BackupUnreadable(f"{file} cannot be read: {error.strerror}.") from error


def line(text: str) -> bytes:
    """A text as a piece of a part."""
    return f"{text}\n".encode()


def framed(name: str, content: bytes) -> bytes:
    """A file as a piece of a part."""
    return b"".join((orjson.dumps({"name": name, "size": len(content)}), b"\n", content, b"\n"))


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, NO_TIME)
    info.compress_type = ZIP_DEFLATED
    return info


def _checked(file: IO[bytes]) -> str:
    """The digest at the end, if it is that of all before. Raises `NotABackup` and `BackupDamaged`."""
    size = file.seek(0, os.SEEK_END)
    length = len(ENDING) + DIGITS
    file.seek(max(size - length, 0))
    ending = file.read(length)
    file.seek(0)
    begins, ends = BEGINNING.encode() in file.read(DIGITS), ending.startswith(ENDING)
    if not begins and not ends:
        raise NotABackup
    if not ends or ending[-DIGITS:] != _digest(file, size - DIGITS):
        raise BackupDamaged("it is not the file that was written, or its end is missing")
    return ending[-DIGITS:].decode()


def _digest(file: IO[bytes], end: int) -> bytes:
    """The SHA-256, in hexadecimal, of all bytes before `end`."""
    digest, left = sha256(), end
    file.seek(0)
    while left and (block := file.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest().encode()


def _manifest(content: bytes, known: Callable[[str], bool]) -> Manifest:
    """Raises `BackupNewer` and `BackupDamaged`."""
    try:
        found = orjson.loads(content)
        if found["format"] > FORMAT:
            raise BackupNewer(str(found.get("serai")), f"format {found['format']}")
        manifest = Manifest.model_validate_json(content)
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise BackupDamaged("its manifest cannot be read") from error
    if not known(manifest.revision):
        raise BackupNewer(manifest.serai, f"revision {manifest.revision}")
    return manifest
