"""The archive: raw records as the portals sent them, each under the SHA-256 of its content, so the same content is kept once."""

import os
import re
import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .errors import Corrupt, InvalidAddress, NotArchived, StoreUnavailable

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
HASH = re.compile(r"[0-9a-f]{64}")

ABANDONED = 24 * 60 * 60
"""Seconds after which a half-written file has no writer any more."""


class Archive(Protocol):
    """Keeps contents by their hash, which is the SHA-256 in hexadecimal. Many threads and processes may use it at once."""

    def put(self, content: bytes) -> str:
        """Keep a content and return its hash. What is kept already is not written again. Raises `StoreUnavailable`."""
        ...

    def get(self, content_hash: str) -> bytes:
        """The content. Raises `NotArchived`, `Corrupt` (it does not have this hash) and `StoreUnavailable`."""
        ...

    def has(self, content_hash: str) -> bool:
        """Whether something is kept under this hash. Raises `StoreUnavailable`."""
        ...


class FileArchive:
    """An archive in a folder: `ab/cdef…` for the hash `abcdef…`.

    A file is written beside and renamed, so it has its name only when it is whole, and the end of a process at any moment leaves
    at most a leftover in `incoming`, which is removed after a day. `put` does not wait for the disk (that would be a hundred
    times slower): a power cut can take or empty the files of the last seconds. `get` notices that; `put` writes a file again that
    has the wrong size.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            self._remove_leftovers()
        except OSError as error:
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

    def get(self, content_hash: str) -> bytes:
        try:
            content = Path(self._path(content_hash)).read_bytes()
        except FileNotFoundError as error:
            raise NotArchived(content_hash) from error
        except OSError as error:
            raise _unavailable(self.folder, error) from error
        if sha256(content).hexdigest() != content_hash:
            raise Corrupt(f"archived content {content_hash} is damaged")
        return content

    def has(self, content_hash: str) -> bool:
        try:
            return Path(self._path(content_hash)).is_file()
        except NotArchived:
            return False

    def _path(self, content_hash: str) -> str:
        """Raises `NotArchived` for what is no hash: nothing outside the folder can be asked for."""
        if not HASH.fullmatch(content_hash):
            raise NotArchived(content_hash)
        return f"{self.folder}{os.sep}{content_hash[:2]}{os.sep}{content_hash[2:]}"

    def _write(self, path: str, content: bytes) -> None:
        beside = self._incoming / secrets.token_hex(8)
        try:
            with beside.open("xb") as file:
                file.write(content)
            try:
                beside.replace(path)
            except FileNotFoundError:
                Path(path).parent.mkdir(exist_ok=True)
                beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _remove_leftovers(self) -> None:
        for file in self._incoming.iterdir():
            if file.stat().st_mtime < time.time() - ABANDONED:
                file.unlink(missing_ok=True)


def open_archive(url: str) -> Archive:
    """The archive at an address: a path, or a `file:` address. Raises `InvalidAddress` and `StoreUnavailable`."""
    scheme = SCHEME.match(url)
    if scheme is None:
        return FileArchive(Path(url).expanduser().absolute())
    opener = ARCHIVES.get(scheme[0].lower())
    if opener is None:
        raise InvalidAddress(f"no archive for {scheme[0]}: addresses; write a path, or one of {', '.join(ARCHIVES)}:")
    return opener(url)


def _open_folder(url: str) -> Archive:
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        raise InvalidAddress(f"{url} names another host; write file:///FOLDER")
    if not parts.path:
        raise InvalidAddress(f"{url} names no folder; write file:///FOLDER")
    return FileArchive(Path(url2pathname(parts.path)).absolute())


ARCHIVES: dict[str, Callable[[str], Archive]] = {"file": _open_folder}
"""What opens an archive, by the scheme of its address."""


def _has_size(path: str, size: int) -> bool:
    try:
        return os.stat(path).st_size == size  # noqa: PTH116 - called for every record, and a Path costs more than the question
    except FileNotFoundError:
        return False


def _unavailable(folder: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(f"the archive in {folder}: {error.strerror or error}")
