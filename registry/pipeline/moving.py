"""Moving the identity of datasets that a portal lists again under new identifiers, and undoing that.

The older record keeps its id, its decisions and its history, and gets the identifier and the content of its twin. The twin is
withdrawn, and says where its dataset is. Each page of pairs is one transaction. So an action that was stopped in the middle can
be called again, and goes on.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TypeVar
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import Action
from schemas.holds import Hold, HoldState, LeftPair, Move, Pair

from ..services import Services
from ..store.aliases import Alias
from ..store.errors import NothingToMove, StaleRecord
from . import manifest
from .curate import SourceMissing
from .handover import Desk, Order, hand_back, hand_over
from .judge import Judge
from .keep import TRIES
from .rescue import check_idle

T = TypeVar("T", Pair, Alias)

Write = Callable[[Desk, Actor, datetime], None]
"""Writes what is on a desk, all or nothing. Raises `StaleRecord`."""


@dataclass(frozen=True)
class _Kind:
    """A move or its undoing: the state of a hold afterwards and before."""

    state: HoldState
    was: HoldState


MOVE = _Kind(HoldState.MOVED, was=HoldState.WAITING)
UNDO = _Kind(HoldState.MOVE_UNDONE, was=HoldState.MOVED)


def move(services: Services, hold_id: int, *, by: Actor, reason: str, leave: Collection[UUID] = ()) -> Move:
    """Move the identity of all pairs of a hold, except those whose record or twin is in `leave`. It may be called again.

    Raises `HoldMissing`, `NothingToMove`, `HoldSettled`, `RunActive` while the source is harvested, `SourceMissing`, and
    `StaleRecord` if people change the records again and again.
    """
    hold = services.store.holds.get(hold_id)
    if not hold.pairs:
        raise NothingToMove(f"hold {hold_id} has no datasets that are listed again")
    order = _ordered(services, hold, MOVE, by=by, reason=reason)
    pages = ([pair for pair in page if not {pair.record, pair.twin} & {*leave}] for page in services.store.holds.pairs(hold_id))
    return _moved(order, (_in_one(services, order, page, hand_over, partial(_write, services)) for page in pages))


def undo(services: Services, hold_id: int, *, by: Actor, reason: str) -> Move:
    """Take the move of a hold back: the records and their twins are as before. It may be called again.

    A twin gets the newest content, which its record had until now. Raises what `move` raises.
    """
    hold = services.store.holds.get(hold_id)
    if hold.state not in {UNDO.state, UNDO.was}:
        raise NothingToMove(f"hold {hold_id} is {hold.state.value}, so there is no move to undo")
    order = _ordered(services, hold, UNDO, by=by, reason=reason)
    pages = services.store.aliases.of_hold(hold_id)
    return _moved(order, (_in_one(services, order, page, hand_back, partial(_write_back, services)) for page in pages))


def _ordered(services: Services, hold: Hold, kind: _Kind, *, by: Actor, reason: str) -> Order:
    """Settle the hold, unless an earlier call has done that."""
    source = services.sources.get(hold.source)
    if source is None:
        raise SourceMissing(f"source {hold.source} is not declared any more")
    check_idle(services, source)
    at = services.clock()
    if hold.state is not kind.state:
        hold = services.store.holds.settle(hold.id, kind.state, by=by, reason=reason, at=at, was=kind.was)
    return Order(hold, Judge(source, services.rules, at.date()), by, reason)


def _moved(order: Order, desks: Iterable[Desk]) -> Move:
    moved, left = 0, list[LeftPair]()
    for desk in desks:
        moved += len(desk.aliases)
        left += desk.left
    return Move(hold=order.hold, moved=moved, left=tuple(left))


def _in_one(services: Services, order: Order, items: Collection[T], do: Callable[[Order, T, Desk], None], write: Write) -> Desk:
    """Do something with pairs in one transaction. If somebody changes a record meanwhile, all are read again."""
    for tries in range(1, TRIES + 1):
        desk = _desk(services, items)
        for item in items:
            do(order, item, desk)
        try:
            write(desk, order.by, services.clock())
        except StaleRecord:
            if tries == TRIES:
                raise
        else:
            break
    return desk


def _desk(services: Services, items: Collection[Pair] | Collection[Alias]) -> Desk:
    store, ids = services.store, set(chain.from_iterable((item.record, item.twin) for item in items))
    aliases = store.aliases
    return Desk(store.records.get_many(ids), store.records.known_of(ids), aliases.survivors(ids), aliases.newest(ids))


def _write(services: Services, desk: Desk, by: Actor, at: datetime) -> None:
    _note(services, desk, at=at)
    services.store.aliases.move(desk.aliases, desk.saves, actor=by, at=at)


def _write_back(services: Services, desk: Desk, by: Actor, at: datetime) -> None:
    _note(services, desk, at=at)
    services.store.aliases.undo([alias.twin for alias in desk.aliases], desk.saves, actor=by, at=at)


def _note(services: Services, desk: Desk, *, at: datetime) -> None:
    """Note in the archive which identifiers the records have now, so that a lost store can be filled again."""
    latest = {save.record.id: save.record for save in desk.saves if save.action is not Action.WITHDRAW}
    if latest:
        records = list(latest.values())
        run = max(record.provenance.run for record in records)
        manifest.write(services.archive, records, source=records[0].source, run=run, at=at)
