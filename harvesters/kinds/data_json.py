"""Portals whose whole catalogue is one JSON document: `data.json` of Project Open Data, and what follows it.

DKAN, Drupal and many others write `/data.json` (DCAT-US 1.1, https://resources.data.gov/resources/dcat-us/), ArcGIS Hub writes
`/api/feed/dcat-us/1.1.json` and `/api/feed/dcat-ap/2.0.1.json`. There is no page, and no question for changes: the document is
read as a whole each time, and what left it is not listed any more. It may have `Limits.max_body` bytes.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from schemas.issues import Issue
from schemas.source import Source

from ..answers import read_entries
from ..base import Fetched, NoOptions, Normalised, RawRecord, read_fields
from ..errors import StopHarvest
from ..paging import OneAnswer, by_number
from ..reading.dcat import identifier_in, read_dataset, said_of
from ..walks.json_entries import found_in
from ..wire.quoting import from_elsewhere
from ..wire.session import Session

LISTS = ("dataset", "dcat:dataset", "http://www.w3.org/ns/dcat#dataset")
"""The names of the list of datasets. DCAT-US 1.0 has none: its document is the list."""


class DataJsonHarvester:
    """Reads a catalogue in one document, whose address is that of the declaration. A raw record is one entry of its list."""

    options = NoOptions

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        if source.secret:
            raise StopHarvest(f"{source.id} names a secret, and a document has no place for one")
        document = _Document(str(source.url), session)
        listed = OneAnswer(document.entries, lambda entry: found_in(entry, document))
        yield from by_number(listed, size=source.page_size, since=since, cursor=cursor)

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_fields(raw, source, lambda fields: read_dataset(fields, raw.identifier, base=str(source.url)))


class _Document:
    """The document, and what it says of its entries."""

    from_elsewhere = False

    def __init__(self, address: str, session: Session) -> None:
        self.address, self.session = address, session

    def entries(self) -> Iterator[Any]:
        response = self.session.get(self.address)
        self.from_elsewhere = from_elsewhere(response)
        return read_entries(response, *LISTS)

    def identifier(self, entry: dict[str, Any]) -> str | None:
        return identifier_in(entry)

    def said(self, entry: dict[str, Any], identifier: str) -> Issue | None:
        return said_of(entry, identifier)

    def url_of(self, identifier: str) -> str:  # noqa: ARG002 - no entry has an address of its own
        return self.address
