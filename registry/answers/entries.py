"""Records as formats are given them: with the declaration of their portal and the moment of their last change."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from schemas.formats.entry import Catalog, Entry
from schemas.record import CatalogRecord

from ..services import Services
from ..settings import NOBODY
from .health import installed_version

PAGE = 200
"""How many records are in memory at once."""


def catalog_of(services: Services, root: str) -> Catalog:
    """This installation, by its public address."""
    contact = services.settings.contact
    return Catalog(root=root, version=installed_version(), contact=None if contact == NOBODY else contact)


def entry_of(services: Services, record: CatalogRecord) -> Entry:
    """One record."""
    return entries_of(services, [record])[0]


def entries_of(services: Services, records: Sequence[CatalogRecord]) -> list[Entry]:
    """Some records, in their order."""
    modified = services.store.records.modified(each.id for each in records)
    sources = {id: services.sources.get(id) for id in {each.source for each in records}}
    return [Entry(each, sources[each.source], modified.get(each.id, each.provenance.changed)) for each in records]


def entries_by_id(services: Services, ids: Iterable[UUID]) -> list[Entry]:
    """The existing records with these ids, in their order."""
    ids = list(ids)
    found = services.store.records.get_many(ids)
    return entries_of(services, [found[id] for id in ids if id in found])


def stream_entries(services: Services, *, after: UUID | None = None) -> Iterator[Entry]:
    """All records with an id greater than `after`, in the order of their ids; withdrawn ones too. Memory use is constant."""
    records = services.store.records.stream(after=after)
    while page := list(islice(records, PAGE)):
        yield from entries_of(services, page)
