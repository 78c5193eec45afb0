"""The archive: raw records as the portals sent them, each under the SHA-256 of its content, so the same content is kept once.

The archive also keeps notes, which say which source and record the raw records belong to. A note has a name and is written once.
And it has the files that are published for everybody: the tree over the audit trail.
"""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .errors import InvalidAddress
from .file_archive import FileArchive

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")


class Archive(Protocol):
    """Keeps contents by their hash, which is the SHA-256 in hexadecimal. Many threads and processes may use it at once."""

    def put(self, content: bytes) -> str:
        """Keep a content and return its hash. What is kept already is not written again. Raises `StoreUnavailable`."""
        ...

    def mend(self, content: bytes) -> bool:
        """Look whether a content is kept as it was put, and keep it again if not. Returns whether that was needed.

        Raises `StoreUnavailable`.
        """
        ...

    def get(self, content_hash: str) -> bytes:
        """The content. Raises `NotArchived`, `Corrupt` (it does not have this hash) and `StoreUnavailable`."""
        ...

    def has(self, content_hash: str) -> bool:
        """Whether the archive has a content with this hash. Raises `StoreUnavailable`."""
        ...

    def add_note(self, name: str, content: bytes) -> None:
        """Keep a note under `folder/name`, which nobody else uses. Raises `StoreUnavailable`."""
        ...

    def note(self, name: str) -> bytes:
        """The content of a note. Raises `NotArchived` and `StoreUnavailable`."""
        ...

    def notes(self, folder: str | None = None) -> Iterator[str]:
        """The names of all notes, or of those in a folder, sorted. Raises `StoreUnavailable`."""
        ...

    def publish(self, name: str, content: bytes) -> None:
        """Keep a file that everybody may read, under its name; it replaces the one before. It is on the disk when this returns.

        Raises `StoreUnavailable`, and `ValueError` for what is not a path of plain names.
        """
        ...

    def published(self, name: str) -> bytes:
        """The content of a published file. Raises `NotArchived`, `ValueError` and `StoreUnavailable`."""
        ...

    def unpublish(self, name: str) -> None:
        """Remove a published file, if it is there. Raises `ValueError` and `StoreUnavailable`."""
        ...

    def link(self, content_hash: str, *, seconds: int) -> str | None:
        """An address from which anybody can read the content for `seconds`; None if the archive has no addresses.

        Raises `NotArchived` and `StoreUnavailable`.
        """
        ...

    def check(self) -> None:
        """Check that the archive answers. Raises `StoreUnavailable`, which says what is wrong."""
        ...


def open_archive(url: str, *, endpoint: str | None = None) -> Archive:
    """The archive at an address: a path, a `file:` address, or `s3://BUCKET/PREFIX`.

    A folder is created. An S3 server (Amazon's, or the one at `endpoint`) is not contacted before the first use.

    Raises `InvalidAddress` and `StoreUnavailable`.
    """
    scheme = SCHEME.match(url)
    if scheme is None:
        return FileArchive(Path(url).expanduser().absolute())
    opener = ARCHIVES.get(scheme[0].lower())
    if opener is None:
        raise InvalidAddress(f"no archive for {scheme[0]}: addresses; write a path, or one of {', '.join(ARCHIVES)}:")
    return opener(url, endpoint)


def _open_folder(url: str, _: str | None) -> Archive:
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        raise InvalidAddress(f"{url} names another host; write file:///FOLDER")
    if not parts.path:
        raise InvalidAddress(f"{url} names no folder; write file:///FOLDER")
    return FileArchive(Path(url2pathname(parts.path)).absolute())


def _open_bucket(url: str, endpoint: str | None) -> Archive:
    parts = urlsplit(url)
    if not parts.netloc or "@" in parts.netloc or ":" in parts.netloc or parts.query or parts.fragment:
        raise InvalidAddress(f"{url} is not of the form s3://BUCKET/PREFIX; server and keys are other settings")
    bucket = import_module(".s3_archive", __package__)  # boto3 is large, and a folder does not need it
    archive: Archive = bucket.S3Archive(parts.netloc, prefix=parts.path.strip("/"), endpoint=endpoint)
    return archive


ARCHIVES: dict[str, Callable[[str, str | None], Archive]] = {"file": _open_folder, "s3": _open_bucket}
"""The functions that open an archive, by the scheme of its address."""
