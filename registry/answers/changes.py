"""The difference that a run made, as the API answers it and the command line prints it: shapes, and functions that make them."""

from collections.abc import Iterable, Mapping

from schemas.audit import Action
from schemas.model import Model
from schemas.runs import Change, Run

from . import links
from .shapes import Link
from .views import Pages


class ChangeLinks(Model):
    record: Link


class ChangeAnswer(Change):
    """What a run did to one record."""

    links: ChangeLinks


class ChangesAnswer(Model):
    """What a run did to records, in the order in which it did it, a page at a time.

    `counts` has how many records the run did what to; `unchanged` ones were met and are not listed.
    """

    counts: dict[Action, int]
    unchanged: int
    total: int
    offset: int
    limit: int
    items: tuple[ChangeAnswer, ...]
    next: Link | None = None
    previous: Link | None = None


COLUMNS = ("action", "identifier", "changed", "at", "record")


def changes_view(
    run: Run, changes: Iterable[Change], *, counts: Mapping[Action, int], action: Action | None, pages: Pages
) -> ChangesAnswer:
    """A page of a run's changes; of one kind only, if `action` is given."""

    def link(offset: int | None) -> str | None:
        if offset is None:
            return None
        kept = [("action", action.value)] if action else []
        return links.changes(run.id, [*kept, ("offset", str(offset)), ("limit", str(pages.limit))])

    return ChangesAnswer(
        counts=dict(counts),
        unchanged=run.counts.unchanged,
        total=pages.total,
        offset=pages.offset,
        limit=pages.limit,
        items=tuple(ChangeAnswer(**dict(each), links=ChangeLinks(record=links.record(each.record))) for each in changes),
        next=link(pages.next),
        previous=link(pages.previous),
    )


def change_row(change: Change) -> tuple[str, ...]:
    """The cells of a change, in the order of `COLUMNS`."""
    return (change.action.value, change.identifier, " ".join(change.changed), change.at.isoformat(), str(change.record))
