"""Held withdrawals: their shapes, and functions that make them, some from the store."""

from functools import partial
from uuid import UUID

from schemas.holds import HeldRecord, Hold, HoldState
from schemas.model import Model

from ..store import Store
from . import links
from .links import Link
from .pages import Pages


class HoldLinks(Model):
    """`self` has the list of the records."""

    self: Link
    run: Link
    source: Link


class HoldAnswer(Hold):
    """A withdrawal that waits for a person, or that was settled."""

    links: HoldLinks


class HoldsAnswer(Model):
    """Held withdrawals, the latest first."""

    items: tuple[HoldAnswer, ...]
    next: Link | None = None


class HeldLinks(Model):
    self: Link


class HeldAnswer(Model):
    """A record that would be withdrawn."""

    id: UUID
    identifier: str
    links: HeldLinks


class HoldReport(HoldAnswer):
    """A held withdrawal with its records, a page at a time."""

    total: int
    offset: int
    limit: int
    items: tuple[HeldAnswer, ...]
    next: Link | None = None
    previous: Link | None = None


def hold_view(hold: Hold) -> HoldAnswer:
    return HoldAnswer(**dict(hold), links=_links(hold))


def hold_report(store: Store, hold: Hold, *, offset: int = 0, limit: int) -> HoldReport:
    """A hold and a page of its records."""
    pages = Pages(offset=offset, limit=limit, total=hold.count)
    beside = pages.links(partial(links.hold, hold.id))
    return HoldReport(
        **dict(hold),
        links=_links(hold),
        total=pages.total,
        offset=offset,
        limit=limit,
        items=tuple(map(_held, store.holds.records(hold.id, offset=offset, limit=limit))),
        next=beside.next,
        previous=beside.previous,
    )


def list_holds(
    store: Store, *, source: str | None, state: HoldState | None, limit: int, before: int | None = None
) -> HoldsAnswer:
    """A page of holds, of one source and in one state if these are given. A full page may have another after it."""
    holds = store.holds.list(source=source, state=state, before=before, limit=limit)
    following = None
    if len(holds) == limit:
        kept = [(name, value) for name, value in (("source", source), ("state", state and state.value)) if value]
        following = links.holds([*kept, ("before", str(holds[-1].id)), ("limit", str(limit))])
    return HoldsAnswer(items=tuple(map(hold_view, holds)), next=following)


def _held(record: HeldRecord) -> HeldAnswer:
    return HeldAnswer(id=record.id, identifier=record.identifier, links=HeldLinks(self=links.record(record.id)))


def _links(hold: Hold) -> HoldLinks:
    return HoldLinks(self=links.hold(hold.id), run=links.run(hold.run), source=links.source(hold.source))
