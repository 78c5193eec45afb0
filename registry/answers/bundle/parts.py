"""What a bundle has, whichever kind of file it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Protocol

from pydantic import Field

from schemas.formats.table import Row
from schemas.model import Model
from schemas.record import CatalogRecord
from schemas.source import Source

FORM = 1
"""The form of a bundle that is written. A newer one is refused."""

LONGEST = 32 << 20
"""The most bytes of a record that are read: no record of a portal is as long, and a made-up file may be."""


class BundleKind(StrEnum):
    """The kinds of files, by the ends of their names."""

    SQLITE = "sqlite"
    PARQUET = "parquet"


class Kept(Model):
    """A record with the moment of its last change: a line of the bundle."""

    modified: datetime
    record: CatalogRecord

    def line(self) -> bytes:
        """The line, without its end."""
        return self.model_dump_json(exclude_none=True).encode()


class BundledPortal(Model):
    """A portal: how many datasets of it there are, and its declaration; None if nobody declares it any more."""

    id: str
    datasets: int
    declaration: Source | None = None


class BundledLicense(Model):
    """A licence, how many datasets have it, and what it permits in brief (yes, no, conditional, unclear).

    `id` is None where it is not clear which licence holds: `name` then says why.
    """

    id: str | None = None
    name: str
    address: str | None = None
    datasets: int
    commercial: str
    derivatives: str
    attribution: str
    share_alike: str
    ai_training: str


class About(Model):
    """What a bundle is: by which version of Serai and which rules, of which installation, of which day.

    `changed` is the moment of the last change of a record. `sha256` is over the lines of the records, then of the portals.
    """

    form: int = FORM
    serai: str
    rules: str
    catalogue: str
    made_on: date
    changed: datetime | None
    records: int
    portals: int
    licenses: int
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Ending:
    """What is known when all records are written."""

    about: About
    portals: tuple[BundledPortal, ...]
    licenses: tuple[BundledLicense, ...]
    page: str


class Writer(Protocol):
    """Writes a bundle. Its methods raise `OSError`."""

    def add(self, line: bytes, row: Row) -> None:
        """Add a record: its line, and its row of the table."""

    def end(self, ending: Ending) -> None:
        """Add all else. The file is on the disk when this returns."""


class Reader(Protocol):
    """Reads a bundle. Its methods raise `BundleError`."""

    @property
    def about(self) -> About:
        """What the bundle is."""

    def portals(self) -> tuple[BundledPortal, ...]:
        """The portals, by their ids."""

    def lines(self) -> Iterator[bytes]:
        """The lines of the records, in their order. Memory use is constant."""


class Digest:
    """The SHA-256 over the contents, as they pass by."""

    def __init__(self) -> None:
        self._found = sha256()

    def add(self, line: bytes) -> None:
        """Go on with a line of a record."""
        self._found.update(line + b"\n")

    def end(self, portals: Iterable[BundledPortal]) -> str:
        """The digest, when the portals have passed too."""
        for each in portals:
            self.add(each.model_dump_json(exclude_none=True).encode())
        return self._found.hexdigest()
