"""The archive in a folder."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile

from .contents import checked, content_path, note_path, published_path
from .errors import READ_ONLY, NotArchived, ReadOnly, StoreUnavailable

ABANDONED = 24 * 60 * 60
"""Seconds after which nobody is writing a half-written file any more."""


class FileArchive:
    """An archive in a folder: `ab/cdef…` for the hash `abcdef…`.

    A file is written in `incoming` and then renamed, so a file with its final name is complete. What a process leaves in
    `incoming` when it ends is removed after a day. `put` does not wait for the disk, which would be a hundred times slower. So a
    power cut can remove or empty the files of the last seconds. `get` notices that. `put` writes a file of the wrong size again,
    and `mend` one with a wrong content.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            self._remove_leftovers()
        except OSError as error:
            if error.errno not in READ_ONLY or not folder.is_dir():  # else it can be read
                raise _unavailable(folder, error) from error

    def put(self, content: bytes) -> str:
        content_hash = sha256(content).hexdigest()
        path = self._path(content_hash)
        try:
            if not _has_size(path, len(content)):
                self._write(path, content)
        except OSError as error:
            raise _unavailable(self.folder, error) from error
        return content_hash

    def mend(self, content: bytes) -> bool:
        path = self._path(sha256(content).hexdigest())
        if _has_content(path, content):
            return False
        try:
            self._write(path, content)
        except OSError as error:
            raise _unavailable(self.folder, error) from error
        return True

    def get(self, content_hash: str) -> bytes:
        try:
            content = Path(self._path(content_hash)).read_bytes()
        except FileNotFoundError as error:
            raise NotArchived(content_hash) from error
        except OSError as error:
            raise _unavailable(self.folder, error) from error
        return checked(content, content_hash)

    def has(self, content_hash: str) -> bool:
        try:
            return Path(self._path(content_hash)).is_file()
        except NotArchived:
            return False

    def add_note(self, name: str, content: bytes) -> None:
        path = f"{self.folder}{os.sep}{note_path(name)}"
        try:
            self._write(path, content)
        except OSError as error:
            raise _unavailable(self.folder, error) from error

    def note(self, name: str) -> bytes:
        try:
            return (self.folder / note_path(name)).read_bytes()
        except FileNotFoundError as error:
            raise NotArchived(name) from error
        except OSError as error:
            raise _unavailable(self.folder, error) from error

    def notes(self, folder: str | None = None) -> Iterator[str]:
        root = self.folder / "notes"
        try:
            for file in sorted((root / folder if folder else root).rglob("*")):
                if file.is_file():
                    yield f"{file.parent.name}/{file.name}"
        except OSError as error:
            raise _unavailable(self.folder, error) from error

    def publish(self, name: str, content: bytes) -> None:
        path = self.folder / published_path(name)
        try:
            self._write(str(path), content, lasting=True)
            sync_folder(path.parent)
        except OSError as error:
            raise _unavailable(self.folder, error) from error

    def published(self, name: str) -> bytes:
        try:
            return (self.folder / published_path(name)).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise NotArchived(name) from error
        except OSError as error:
            raise _unavailable(self.folder, error) from error

    def unpublish(self, name: str) -> None:
        try:
            (self.folder / published_path(name)).unlink(missing_ok=True)
        except OSError as error:
            raise _unavailable(self.folder, error) from error

    def link(self, content_hash: str, *, seconds: int) -> str | None:  # noqa: ARG002 - a folder has no addresses
        if not self.has(content_hash):
            raise NotArchived(content_hash)
        return None

    def check(self) -> None:
        try:
            self._remove_leftovers()
            with TemporaryFile(dir=self._incoming):
                pass
        except OSError as error:
            if error.errno not in READ_ONLY or not os.access(self.folder, os.R_OK | os.X_OK):
                raise _unavailable(self.folder, error) from error

    def _path(self, content_hash: str) -> str:
        return f"{self.folder}{os.sep}{content_path(content_hash)}"

    def _write(self, path: str, content: bytes, *, lasting: bool = False) -> None:
        """With `lasting` the content is on the disk before it gets its name."""
        beside = self._incoming / secrets.token_hex(8)
        try:
            with beside.open("xb") as file:
                file.write(content)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
            try:
                beside.replace(path)
            except FileNotFoundError:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _remove_leftovers(self) -> None:
        for file in self._incoming.iterdir():
            with suppress(FileNotFoundError):  # another thread or process has just renamed it
                if abs(time.time() - file.stat().st_mtime) > ABANDONED:  # a clock that was ahead gives a time in the future
                    file.unlink()


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk. Raises `OSError`. Windows does that by itself, and opens no folders."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _has_size(path: str, size: int) -> bool:
    try:
        return os.stat(path).st_size == size  # noqa: PTH116 - called for every record, and a Path is slower
    except FileNotFoundError:
        return False


def _has_content(path: str, content: bytes) -> bool:
    try:
        return Path(path).read_bytes() == content
    except OSError:  # it is missing, or the disk cannot read it any more
        return False


def _unavailable(folder: Path, error: OSError) -> StoreUnavailable:
    if error.errno in READ_ONLY:
        return ReadOnly(f"the archive in {folder}")
    return StoreUnavailable(f"the archive in {folder}: {error.strerror or error}")
