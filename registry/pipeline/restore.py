"""Filling a store again from the archive. No portal is asked, and existing records do not change.

The raw records are read and judged by today's rules. Some things are not in the archive and cannot be restored: the decisions of
people, the history, the runs, and that a record was withdrawn (the next whole harvests withdraw it again). A moved identity is
restored with the record that kept it; the twin, whose address said where it is, and the way to undo the move are lost. A backup
of the database has all of these.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from harvesters.base import Normalised
from schemas.actor import Actor
from schemas.audit import Action
from schemas.model import Model
from schemas.record import CatalogRecord
from schemas.source import Source

from ..services import Services
from ..store.saving import Save
from . import manifest
from .alone import Failures
from .difference import hash_of
from .judge import Judge
from .keep import Kept, keep
from .manifest import Entry
from .outcomes import Failed, Left, Rejected, Unapproved, Unchanged, Unreadable, Unstorable
from .remake import remake

NO_RUN = 0
"""The run of a restored record. This store does not have the runs of the lost store, and a new run may get the same number."""

ACTOR = Actor.system("restore")

READERS = 8
"""How many raw records are read in parallel."""

log = logging.getLogger(__name__)


class Restoration(Model):
    """What happened to the archived records of a source.

    `kept`: the store has the record already. `unreadable`: a raw record is missing or damaged; an older one of the same dataset
    was then tried. `refused`: it cannot be read by today's rules, or cannot be stored.
    """

    source: str
    restored: int = 0
    kept: int = 0
    unreadable: int = 0
    refused: int = 0


@dataclass(frozen=True)
class _Remade:
    """An archived record, read by today's rules."""

    entry: Entry
    outcome: Normalised | Unreadable | Rejected | Failed


def restore(services: Services, source: Source) -> Restoration:
    """Restore a source's records. It may be stopped and called again. Raises `StoreUnavailable` and `Corrupt` (a note)."""
    judge = Judge(source, services.rules, services.clock().date())
    done: Counter[str] = Counter()
    failures = Failures(source.id)
    for entries in manifest.read(services.archive, source.id, at=services.clock()):
        latest = {entry.identifier: entry for entry in entries}
        known = services.store.records.known(source.id, latest)
        missing = {entry.record_id(source.id): entry for name, entry in latest.items() if name not in known}
        remade = _remake(services, source, missing)
        kept = keep(services, remade, lambda made, current: _restored(made, current, judge=judge), actor=ACTOR)
        services.store.aliases.add(source.id, _other_names(kept, missing))
        done.update(restored=len(kept.saves), kept=len(known))
        for record, left in kept.left.items():
            identifier = missing[record].identifier
            done[_outcome(left, source=source, identifier=identifier)] += 1
            if isinstance(left, Failed):
                failures.note(identifier, left)
    return Restoration(source=source.id, **done)


def _other_names(kept: Kept, entries: Mapping[UUID, Entry]) -> dict[str, UUID]:
    """Identifiers that the records had before: the notes are read from the newest to the oldest."""
    return {entries[record].identifier: record for record, left in kept.left.items() if isinstance(left, Unchanged)}


def _remake(services: Services, source: Source, entries: Mapping[UUID, Entry]) -> dict[UUID, _Remade]:
    def read(entry: Entry) -> _Remade:
        return _Remade(entry, remake(services.archive, source, entry.identifier, entry.provenance))

    with ThreadPoolExecutor(READERS) as readers:
        return dict(zip(entries, readers.map(read, entries.values()), strict=True))


def _restored(made: _Remade, current: CatalogRecord | None, *, judge: Judge) -> Save | Left:
    if current:
        return Unchanged()
    if not isinstance(made.outcome, Normalised):
        return made.outcome
    origin, dataset = made.entry.provenance, made.outcome.dataset
    record = judge.record(dataset, provenance=origin.model_copy(update={"run": NO_RUN}), id=made.entry.record)
    return Save(record, Action.CREATE, {"raw": origin.raw_hash, "from": "archive"}, hash_of(dataset))


def _outcome(left: Left, *, source: Source, identifier: str) -> str:
    """Log why a record was not restored, and return the field that counts it."""
    match left:
        case Unchanged():
            return "kept"
        case Unreadable(error):
            log.warning("%s: the raw record of %s cannot be read: %s", source.id, identifier, error)
            return "unreadable"
        case Rejected(found):
            log.warning("%s: record %s cannot be read: %s at %s", source.id, identifier, found.code, found.pointer or "/")
            return "refused"
        case Unstorable(_, error):
            log.warning("%s: record %s could not be stored: %s", source.id, identifier, error)
            return "refused"
        case Failed() | Unapproved():
            return "refused"
