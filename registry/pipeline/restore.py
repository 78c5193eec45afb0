"""Filling a store again from the archive: no portal is asked, and what the store has is left as it is.

The raw records are normalised and assessed by today's rules. Not in the archive, so not restored: what people decided, the
history, runs, and that a portal withdrew a record (the next whole harvests find that out). A backup of the database has these.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.errors import SkipRecord
from schemas.actor import Actor
from schemas.audit import Action
from schemas.model import Model
from schemas.record import CatalogRecord, Curation, record_id
from schemas.source import Source

from ..policy.assess import assess
from ..services import Services
from ..store.errors import Corrupt, NotArchived, StoreError, StoreUnavailable
from ..store.records import Save
from . import manifest
from .difference import hash_of
from .manifest import Entry

NO_RUN = 0
"""The run of a restored record: the runs of the lost store have no account here, and a new one may get their number."""

ACTOR = Actor.system("restore")

READERS = 8
"""How many raw records are read side by side."""

log = logging.getLogger(__name__)


class Restoration(Model):
    """What became of the archived records of a source.

    `kept`: the store has the record already. `unreadable`: a raw record is missing or damaged, and an older one of the same
    dataset was tried. `refused`: it cannot be normalised or stored any more.
    """

    source: str
    restored: int = 0
    kept: int = 0
    unreadable: int = 0
    refused: int = 0


def restore(services: Services, source: Source, *, progress: Callable[[Restoration], None] | None = None) -> Restoration:
    """Bring a source's records back. May be stopped and called again. Raises `StoreUnavailable` and `Corrupt` (a note)."""
    done = Restoration(source=source.id)
    for entries in manifest.read(services.archive, source.id):
        latest = {entry.identifier: entry for entry in entries}
        known = services.store.records.known(source.id, latest)
        missing = [entry for identifier, entry in latest.items() if identifier not in known]
        raws = [raw for raw in _read(services, missing) if raw]
        saves = [save for entry, raw in raws if (save := _remade(services, source, entry, raw))]
        stored = _save(services, saves)
        done = done.model_copy(
            update={
                "restored": done.restored + stored,
                "kept": done.kept + len(known),
                "unreadable": done.unreadable + len(missing) - len(raws),
                "refused": done.refused + len(raws) - stored,
            }
        )
        if progress:
            progress(done)
    return done


def _read(services: Services, entries: Sequence[Entry]) -> Iterator[tuple[Entry, RawRecord] | None]:
    def read(entry: Entry) -> tuple[Entry, RawRecord] | None:
        origin = entry.provenance
        try:
            content = services.archive.get(origin.raw_hash)
        except (NotArchived, Corrupt) as error:
            log.warning("the raw record of %s cannot be read: %s", entry.identifier, error)
            return None
        return entry, RawRecord(entry.identifier, content, origin.media_type, origin.url)

    with ThreadPoolExecutor(READERS) as readers:
        yield from readers.map(read, entries)


def _remade(services: Services, source: Source, entry: Entry, raw: RawRecord) -> Save | None:
    try:
        dataset = HARVESTERS[source.kind].normalise(raw, source).dataset
    except SkipRecord as skip:
        log.warning("%s: record %s: %s", source.id, entry.identifier, skip)
        return None
    curation = Curation()
    record = CatalogRecord(
        id=record_id(source.id, entry.identifier),
        source=source.id,
        dataset=dataset,
        curation=curation,
        assessment=assess(dataset, curation, source=source, rules=services.rules, today=services.clock().date()),
        provenance=entry.provenance.model_copy(update={"run": NO_RUN}),
    )
    details = {"raw": entry.provenance.raw_hash, "from": "archive"}
    return Save(record, Action.CREATE, details, hash_of(dataset))


def _save(services: Services, saves: Sequence[Save]) -> int:
    """Save all together, or if that fails one by one, and return how many were stored."""
    try:
        services.store.records.save(saves, actor=ACTOR, at=services.clock())
    except StoreUnavailable:
        raise
    except StoreError as error:
        if len(saves) > 1:
            return sum(_save(services, [save]) for save in saves)
        log.warning("record %s could not be stored: %s", saves[0].record.dataset.identifier, error)
        return 0
    return len(saves)
