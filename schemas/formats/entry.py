"""What every format is given: a record with its surroundings, and the catalogue that it is in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ..record import CatalogRecord
from ..source import Source


@dataclass(frozen=True)
class Entry:
    """A record as a reader without an account sees it.

    `source` is the declaration of its portal; None if that is declared no more. `modified` is when anything of the record last
    changed here (`dct:modified` of the `dcat:CatalogRecord`): by a harvest, a decision or other rules. In UTC.
    """

    record: CatalogRecord
    source: Source | None
    modified: datetime


@dataclass(frozen=True)
class Catalog:
    """This installation as a `dcat:Catalog`. `root` is its public address, without a slash at the end.

    `version` is that of Serai. `contact` is an address of the operator's, if one is set.
    """

    root: str
    version: str
    contact: str | None = None

    @property
    def iri(self) -> str:
        """What names the catalogue itself."""
        return f"{self.root}/catalog"

    def dataset(self, id: UUID) -> str:
        """What names a dataset for good. It leads people to a page, and programs to the format that they ask for."""
        return f"{self.root}/datasets/{id}"

    def portal(self, source: str) -> str:
        """What names the catalogue of a portal."""
        return f"{self.root}/portals/{source}"


@dataclass(frozen=True)
class Format:
    """A representation of one record.

    `file` is the last part of its address (`dcat.ttl`), `title` its name for people. `media_type` is without a charset: all texts
    are UTF-8, and `content_type` says so where it has to be said. `profile` is the address of the specification that it follows.
    """

    file: str
    media_type: str
    title: str
    profile: str
    dump: Callable[[Entry, Catalog], bytes]

    @property
    def content_type(self) -> str:
        """The media type as a header has it."""
        return content_type_of(self.media_type)


def content_type_of(media_type: str) -> str:
    """A media type as a header has it: for a text, with the charset."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
