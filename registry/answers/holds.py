"""Held withdrawals: their shapes, and functions that make them, some from the store."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from schemas.dataset import Text
from schemas.holds import Evidence, HeldRecord, Hold, HoldState, LeftPair, Move, Pair, settled
from schemas.model import Model

from ..store import Store
from . import links
from .links import Link
from .pages import Pages, following


class HoldLinks(Model):
    """`self` has the list of the records."""

    self: Link
    run: Link
    source: Link


class HoldAnswer(Hold):
    """A withdrawal that waits for a person, or that was settled. `told` says what became of it."""

    told: str
    links: HoldLinks


class HoldsAnswer(Model):
    """Held withdrawals, the latest first."""

    items: tuple[HoldAnswer, ...]
    next: Link | None = None


class HeldLinks(Model):
    self: Link


class TwinAnswer(Model):
    """A newer record of the same dataset, under another identifier, and the evidence for that."""

    id: UUID
    identifier: str
    title: Text = ()
    evidence: Evidence
    links: HeldLinks


class HeldAnswer(Model):
    """A record that would be withdrawn. If the portal lists its dataset again, it has twins, the oldest first."""

    id: UUID
    identifier: str
    title: Text = ()
    twins: tuple[TwinAnswer, ...] = ()
    links: HeldLinks


class HoldReport(HoldAnswer):
    """A held withdrawal with its records, a page at a time."""

    total: int
    offset: int
    limit: int
    items: tuple[HeldAnswer, ...]
    next: Link | None = None
    previous: Link | None = None


class LeftLinks(Model):
    record: Link
    twin: Link


class LeftAnswer(LeftPair):
    """A pair of records that was left as it was, and why."""

    links: LeftLinks


class MoveAnswer(HoldAnswer):
    """A hold whose identities were moved or moved back: how many pairs, and which were left."""

    moved: int
    left: tuple[LeftAnswer, ...]


def hold_view(hold: Hold) -> HoldAnswer:
    return HoldAnswer(**dict(hold), told=settled(hold), links=_links(hold))


def hold_report(store: Store, hold: Hold, *, offset: int = 0, limit: int) -> HoldReport:
    """A hold and a page of its records."""
    pages = Pages(offset=offset, limit=limit, total=hold.count)
    beside = pages.links(partial(links.hold, hold.id))
    records = store.holds.records(hold.id, offset=offset, limit=limit)
    ids = {id for record in records for id in (record.id, *(pair.twin for pair in record.pairs))}
    titles = {id: dataset.title for id, dataset in store.records.datasets(ids)}
    return HoldReport(
        **dict(hold),
        told=settled(hold),
        links=_links(hold),
        total=pages.total,
        offset=offset,
        limit=limit,
        items=tuple(_held(record, titles) for record in records),
        next=beside.next,
        previous=beside.previous,
    )


def list_holds(
    store: Store, *, source: str | None, state: HoldState | None, limit: int, before: int | None = None
) -> HoldsAnswer:
    """A page of holds, of one source and in one state if these are given. A full page may have another after it."""
    holds = store.holds.list(source=source, state=state, before=before, limit=limit)
    after = following(holds, links.holds, limit=limit, source=source, state=state)
    return HoldsAnswer(items=tuple(map(hold_view, holds)), next=after)


def move_view(move: Move) -> MoveAnswer:
    return MoveAnswer(
        **dict(move.hold), told=settled(move.hold), links=_links(move.hold), moved=move.moved, left=tuple(map(_left, move.left))
    )


def _left(pair: LeftPair) -> LeftAnswer:
    return LeftAnswer(**dict(pair), links=LeftLinks(record=links.record(pair.record), twin=links.record(pair.twin)))


def _held(record: HeldRecord, titles: Mapping[UUID, Text]) -> HeldAnswer:
    return HeldAnswer(
        id=record.id,
        identifier=record.identifier,
        title=titles.get(record.id, ()),
        twins=tuple(_twin(pair, titles) for pair in record.pairs),
        links=HeldLinks(self=links.record(record.id)),
    )


def _twin(pair: Pair, titles: Mapping[UUID, Text]) -> TwinAnswer:
    return TwinAnswer(
        id=pair.twin,
        identifier=pair.twin_identifier,
        title=titles.get(pair.twin, ()),
        evidence=pair.evidence,
        links=HeldLinks(self=links.record(pair.twin)),
    )


def _links(hold: Hold) -> HoldLinks:
    return HoldLinks(self=links.hold(hold.id), run=links.run(hold.run), source=links.source(hold.source))
