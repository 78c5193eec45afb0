"""Handing the identity of a twin over to its older record, and back: what is saved of both, and what is left as it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import Action
from schemas.holds import Hold, LeftPair, NotMoved, Pair
from schemas.record import CatalogRecord, Curation, Status

from ..store.aliases import Alias, Before
from ..store.records import Known
from ..store.saving import Save
from .difference import changed_fields
from .judge import Judge


@dataclass(frozen=True)
class Order:
    """What a person has asked for. `hold` is settled already."""

    hold: Hold
    judge: Judge
    by: Actor
    reason: str

    def details(self, **more: object) -> dict[str, object]:
        """What the trail says of each record."""
        return {"run": self.hold.run, "hold": self.hold.id, "reason": self.reason, **more}


@dataclass
class Desk:
    """Some records as they are now, and what is done to them in one transaction.

    `moved` are those that are twins of a record already. `newest` has the last hold for which something was moved to a record.
    """

    records: dict[UUID, CatalogRecord]
    known: dict[UUID, Known]
    moved: Collection[UUID]
    newest: Mapping[UUID, int]
    saves: list[Save] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    left: list[LeftPair] = field(default_factory=list)

    def save(self, save: Save) -> None:
        """Save a record, and remember its new state: it may have another twin."""
        record, known = save.record, self.known[save.record.id]
        self.saves.append(save)
        self.records[record.id] = record
        self.known[record.id] = replace(
            known,
            version=record.version,
            raw_hash=record.provenance.raw_hash,
            dataset_hash=known.dataset_hash if save.dataset_hash is None else save.dataset_hash,
            seen_run=known.seen_run if save.seen_run is None else save.seen_run,
            status=record.status,
        )

    def leave(self, record: UUID, twin: UUID, why: NotMoved) -> None:
        """Leave a pair as it is."""
        self.left.append(LeftPair(record=record, twin=twin, why=why))

    def state(self, record: UUID) -> Before:
        """The state of a record, as an alias keeps it."""
        found, known = self.records[record], self.known[record]
        return Before(
            status=found.status,
            dataset=found.dataset,
            provenance=found.provenance,
            dataset_hash=known.dataset_hash,
            seen_run=known.seen_run,
        )


def hand_over(order: Order, pair: Pair, desk: Desk) -> None:
    """Give the identifier and the content of a twin to its record, if both are as they were found. Done once only."""
    if pair.twin in desk.moved:
        return
    if not _as_found(order.hold, pair, desk):
        desk.leave(pair.record, pair.twin, NotMoved.CHANGED)
    elif desk.records[pair.twin].curation != Curation() or pair.twin in desk.newest:
        desk.leave(pair.record, pair.twin, NotMoved.DECIDED)
    else:
        _hand_over(order, desk.records[pair.record], desk.records[pair.twin], desk)


def _as_found(hold: Hold, pair: Pair, desk: Desk) -> bool:
    """Whether the record is still missing, and the twin still there."""
    record, twin = desk.known.get(pair.record), desk.known.get(pair.twin)
    if record is None or twin is None or pair.record in desk.moved:
        return False
    return record.seen_run < hold.run and twin.status is Status.ACTIVE


def _hand_over(order: Order, record: CatalogRecord, twin: CatalogRecord, desk: Desk) -> None:
    known, identifier = desk.known[twin.id], twin.dataset.identifier
    desk.aliases.append(Alias(record.source, identifier, record.id, twin.id, order.hold.id, desk.state(record.id)))
    origin = twin.provenance.model_copy(update={"first_harvested": record.provenance.first_harvested})
    made = order.judge.record(twin.dataset, provenance=origin, current=record)
    details = order.details(
        raw=origin.raw_hash,
        changed=changed_fields(record.dataset, twin.dataset),
        before=record.dataset.identifier,
        after=identifier,
        twin=str(twin.id),
    )
    desk.save(Save(made, Action.MOVE, details, known.dataset_hash, known.seen_run))
    gone = twin.model_copy(update={"status": Status.WITHDRAWN, "version": twin.version + 1})
    desk.save(Save(gone, Action.WITHDRAW, order.details(moved_to=str(record.id))))


def hand_back(order: Order, alias: Alias, desk: Desk) -> None:
    """Give a twin its identifier back, with the newest content, and its record what it was before.

    If the portal lists the record under another identifier again, both keep their own content. If the record was moved again
    for a later hold, that must be undone first.
    """
    if desk.newest.get(alias.record) != order.hold.id:
        desk.leave(alias.record, alias.twin, NotMoved.CHANGED)
        return
    desk.aliases.append(alias)
    as_moved = desk.records[alias.record].dataset.identifier == alias.identifier
    before = alias.before if as_moved else desk.state(alias.record)
    _twin_again(order, alias.twin, desk.state(alias.record if as_moved else alias.twin), desk)
    _record_again(order, alias, before, desk)


def _twin_again(order: Order, twin: UUID, newest: Before, desk: Desk) -> None:
    current = desk.records[twin]
    origin = newest.provenance.model_copy(update={"first_harvested": current.provenance.first_harvested})
    made = order.judge.record(newest.dataset, provenance=origin, current=current)
    details = order.details(raw=origin.raw_hash, changed=changed_fields(current.dataset, newest.dataset))
    desk.save(Save(made, Action.RESTORE, details, newest.dataset_hash, newest.seen_run))


def _record_again(order: Order, alias: Alias, before: Before, desk: Desk) -> None:
    current = desk.records[alias.record]
    made = order.judge.record(before.dataset, provenance=before.provenance, current=current, status=before.status)
    details = order.details(
        raw=before.provenance.raw_hash,
        changed=changed_fields(current.dataset, before.dataset),
        before=alias.identifier,
        after=before.dataset.identifier,
        twin=str(alias.twin),
        status=before.status.value,
    )
    desk.save(Save(made, Action.UNDO_MOVE, details, before.dataset_hash, before.seen_run))
