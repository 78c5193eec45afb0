"""The whole catalogue by DCAT-US, as one document that is written while it is read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from schemas.formats import Catalog, Entry, Format
from schemas.formats.dcat_us import DCAT_US
from schemas.formats.dcat_us import dump_all as dump_all_1
from schemas.formats.dcat_us_3 import DCAT_US_3
from schemas.formats.dcat_us_3 import dump_all as dump_all_3
from schemas.record import Status

from ..services import Services
from . import links
from .entries import stream_entries


@dataclass(frozen=True)
class Edition:
    """A version of DCAT-US: its address here, the format of one record, and how many are written."""

    address: str
    format: Format
    dump_all: Callable[[Iterable[Entry], Catalog], Iterator[bytes]]


EDITIONS = (Edition(links.data_json(), DCAT_US, dump_all_1), Edition(links.data_json_3(), DCAT_US_3, dump_all_3))


def document(services: Services, catalog: Catalog, edition: Edition) -> Iterator[bytes]:
    """All active records, part by part. Memory use is constant. What is raised in the middle leaves a document without an end."""
    active = (each for each in stream_entries(services) if each.record.status is Status.ACTIVE)
    return edition.dump_all(active, catalog)


def tag(services: Services, catalog: Catalog, edition: Edition) -> str:
    """The entity tag of the document, without writing it: from all that it is made of.

    That is the newest change of a record in the trail, the declarations of the portals, and this installation. It is a weak one:
    what changes while the document is written may be in it already.
    """
    newest, count = services.store.changes.newest(), services.store.records.count()
    portals = "\n".join(each.model_dump_json() for _, each in sorted(services.sources.items()))
    made_of = f"{edition.format.profile}\n{catalog!r}\n{newest}\n{count}\n{portals}"
    return f'W/"{sha256(made_of.encode()).hexdigest()[:32]}"'
