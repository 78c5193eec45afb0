"""Comparing store, index, archive and trail. The index must have the same versions as the store, the archive all raw records.

The trail must be the one that was signed, and the states of records those that it proves: `trail_check.py`.

Records that wait in the outbox, or that change during the comparison, do not count as differences.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from uuid import UUID

from schemas.model import Model
from search.errors import IndexDamaged, IndexMissing

from ..services import Services
from ..store.errors import Corrupt, NotArchived
from ..store.records import Stored
from . import index
from .rule_sets import RulesStatus, rules_status
from .trail_check import TrailCheck, check_trail, mend_trail

EXAMPLES = 10
"""How many ids a report names of each kind."""

BATCH = 500
"""How many differences are looked up in one batch, and how many raw records are read in one batch."""

READERS = 8
"""How many raw records are read in parallel, because servers answer slowly."""

LISTED = 50_000
"""The most differences that are repaired one by one. If there are more, the whole index is rebuilt."""


class Fault(StrEnum):
    """How index or archive differ from the store."""

    NOT_INDEXED = "not_indexed"
    OUTDATED = "outdated"
    AHEAD = "ahead"
    SURPLUS = "surplus"
    NOT_ARCHIVED = "not_archived"
    DAMAGED = "damaged"


BEHIND = {Fault.NOT_INDEXED, Fault.OUTDATED}
"""The faults that sending the records again repairs."""

MEANINGS = {
    Fault.NOT_INDEXED: "the store has the record, the index has not",
    Fault.OUTDATED: "the index has an older version",
    Fault.AHEAD: "the index has a newer version: the store was brought back from an older backup",
    Fault.SURPLUS: "the index has the record, the store has not: it was brought back from an older backup",
    Fault.NOT_ARCHIVED: "the raw record is not in the archive: `serai harvest SOURCE --full` puts it back, or a backup",
    Fault.DAMAGED: "the raw record is not what was archived: `serai harvest SOURCE --full` puts it back, or a backup",
}


TRAIL = "no command can mend that; bring the database back from a backup, then run `serai verify --repair`"
"""What to do about a broken trail."""


class FaultCount(Model):
    """How many records have a fault, and some of them."""

    fault: Fault
    count: int
    example: tuple[UUID, ...]


class Verification(Model):
    """What was compared, and what differs. `waiting` is how many changes are not in the index yet.

    `rules` has what is in force and what waits, `rules_damaged` the sets whose files are not those that were kept.
    `trail_broken_at` is the id of the first entry of the audit trail that is changed or missing; `trail` tells how it fits what
    was signed of it, and what it proves. `index_built` is False if there is no index, or if it is damaged or was built by other
    rules.
    """

    records: int
    indexed: int
    waiting: int
    index_built: bool
    found: tuple[FaultCount, ...]
    trail_broken_at: int | None
    trail: TrailCheck
    rules: RulesStatus
    rules_damaged: tuple[int, ...] = ()
    repaired: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing differs."""
        trail = self.trail_broken_at is None and not self.trail.found
        return self.index_built and not self.found and trail and not self.rules_damaged


@dataclass(frozen=True)
class Difference:
    """One fault of one record. `version` is the version in the index, 0 if it has none."""

    fault: Fault
    id: UUID
    version: int = 0


@dataclass
class _Tally:
    """Faults by kind. All are counted; the first ones are kept as examples."""

    counts: dict[Fault, int] = field(default_factory=dict)
    kept: list[Difference] = field(default_factory=list)
    records: int = 0
    indexed: int = 0
    index_built: bool = True

    def add(self, differences: list[Difference]) -> None:
        for difference in differences:
            self.counts[difference.fault] = self.counts.get(difference.fault, 0) + 1
        self.kept.extend(differences[: LISTED - len(self.kept)])

    def found(self) -> tuple[FaultCount, ...]:
        return tuple(FaultCount(fault=fault, count=self.counts[fault], example=self._examples(fault)) for fault in self.counts)

    def _examples(self, fault: Fault) -> tuple[UUID, ...]:
        return tuple(islice((difference.id for difference in self.kept if difference.fault is fault), EXAMPLES))


def verify(services: Services, *, repair: bool = False) -> Verification:
    """Compare all. With `repair`, also give the index what the store has, and publish again what is lost of the signed trail.

    Missing or damaged raw records and a broken trail cannot be repaired here. They are only reported.

    Raises the errors of `search.errors` and `StoreUnavailable`.
    """
    faults = _compare_index(services)
    repaired = repair and (bool(faults.counts) or not faults.index_built)
    if repaired:
        _repair(services, faults)
    raws = _check_archive(services)
    trail = check_trail(services)
    if repair and trail.mendable:
        mend_trail(services)
        repaired = True
    return Verification(
        records=raws.records,
        indexed=faults.indexed,
        waiting=services.store.outbox.depth(),
        index_built=faults.index_built,
        found=(*faults.found(), *raws.found()),
        trail_broken_at=services.store.audit.verify(),
        trail=trail,
        rules=rules_status(services),
        rules_damaged=services.store.rule_sets.damaged(),
        repaired=repaired,
    )


def _compare_index(services: Services) -> _Tally:
    health, outbox = services.engine.check(), services.store.outbox
    tally = _Tally(index_built=not health.damaged)
    start, waiting = services.store.audit.end(), {row.id for row in outbox.pending(index.BATCH)}
    differences = _merge(services.store.records.versions(), _counted(services.engine.versions(), tally))
    try:
        while batch := list(islice(differences, BATCH)):
            unsettled = waiting | outbox.waiting_or_changed([difference.id for difference in batch], after=start)
            tally.add([difference for difference in batch if difference.id not in unsettled])
    except (IndexMissing, IndexDamaged):
        tally.index_built = False
    return tally


def _merge(stored: Iterator[Stored], indexed: Iterator[tuple[UUID, int]]) -> Iterator[Difference]:
    """Compare both, which come in the order of ids. Raises `IndexMissing`."""
    found = next(indexed, None)
    for kept in stored:
        while found and found[0] < kept.id:
            yield Difference(Fault.SURPLUS, *found)
            found = next(indexed, None)
        if found is None or found[0] > kept.id:
            yield Difference(Fault.NOT_INDEXED, kept.id)
            continue
        if found[1] != kept.version:
            yield Difference(Fault.OUTDATED if found[1] < kept.version else Fault.AHEAD, *found)
        found = next(indexed, None)
    if found:
        yield Difference(Fault.SURPLUS, *found)
        yield from (Difference(Fault.SURPLUS, *left) for left in indexed)


def _counted(indexed: Iterator[tuple[UUID, int]], tally: _Tally) -> Iterator[tuple[UUID, int]]:
    for found in indexed:
        tally.indexed += 1
        yield found


def _repair(services: Services, faults: _Tally) -> None:
    """Send what the index lacks. If that is not enough, rebuild it: an engine refuses versions older than those it has."""
    if faults.index_built and faults.counts.keys() <= BEHIND and len(faults.kept) < LISTED:
        services.store.outbox.put_back(difference.id for difference in faults.kept)
        index.drain(services)
        if not _compare_index(services).counts:
            return
    index.rebuild(services)


def _check_archive(services: Services) -> _Tally:
    """Read every raw record and compare its checksum."""
    tally, records = _Tally(), services.store.records.versions()

    def check(stored: Stored) -> Difference | None:
        try:
            services.archive.get(stored.raw_hash)
        except NotArchived:
            return Difference(Fault.NOT_ARCHIVED, stored.id)
        except Corrupt:
            return Difference(Fault.DAMAGED, stored.id)
        return None

    with ThreadPoolExecutor(READERS) as readers:
        while batch := list(islice(records, BATCH)):
            tally.records += len(batch)
            tally.add([difference for difference in readers.map(check, batch) if difference])
    return tally
