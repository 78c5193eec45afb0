"""Held withdrawals as the API answers them and the command line prints them: shapes, and pure functions that make them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from schemas.holds import HeldRecord, Hold, HoldState
from schemas.model import Model

from . import links
from .shapes import Link
from .views import Pages


class HoldLinks(Model):
    """`self` has the list of the records."""

    self: Link
    run: Link
    source: Link


class HoldAnswer(Hold):
    """A withdrawal that waits, or waited, for a person."""

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


def hold_report(hold: Hold, records: Iterable[HeldRecord], *, pages: Pages) -> HoldReport:
    """A hold and a page of its records."""

    def link(offset: int | None) -> str | None:
        return None if offset is None else links.hold(hold.id, [("offset", str(offset)), ("limit", str(pages.limit))])

    return HoldReport(
        **dict(hold),
        links=_links(hold),
        total=pages.total,
        offset=pages.offset,
        limit=pages.limit,
        items=tuple(
            HeldAnswer(id=each.id, identifier=each.identifier, links=HeldLinks(self=links.record(each.id))) for each in records
        ),
        next=link(pages.next),
        previous=link(pages.previous),
    )


def holds_view(holds: Sequence[Hold], *, source: str | None, state: HoldState | None, limit: int) -> HoldsAnswer:
    """A page of holds. A full page may have another after it."""
    following = None
    if len(holds) == limit:
        kept = [(name, value) for name, value in (("source", source), ("state", state and state.value)) if value]
        following = links.holds([*kept, ("before", str(holds[-1].id)), ("limit", str(limit))])
    return HoldsAnswer(items=tuple(hold_view(hold) for hold in holds), next=following)


def _links(hold: Hold) -> HoldLinks:
    return HoldLinks(self=links.hold(hold.id), run=links.run(hold.run), source=links.source(hold.source))
