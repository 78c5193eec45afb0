"""What a run did to records: the shapes, the cells of a table, and functions that make them from the store."""

from functools import partial

from schemas.audit import Action
from schemas.model import Model
from schemas.runs import Change, Run

from ..store import Store
from . import links
from .links import Link
from .pages import Pages


class ChangeLinks(Model):
    record: Link


class ChangeAnswer(Change):
    """What a run did to one record."""

    links: ChangeLinks


class ChangesAnswer(Model):
    """What a run did to records, in the order of the run, a page at a time.

    `counts` has the number of records for each action. `unchanged` records were read and are not listed.
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
"""The columns of a table of changes."""


def list_changes(store: Store, run: Run, *, action: Action | None = None, offset: int, limit: int) -> ChangesAnswer:
    """A page of a run's changes; only of one kind if `action` is given."""
    counts = store.changes.counts(run.id)
    changes = store.changes.of_run(run.id, action=action, offset=offset, limit=limit)
    pages = Pages(offset=offset, limit=limit, total=sum(counts.values()) if action is None else counts.get(action, 0))
    beside = pages.links(partial(links.changes, run.id), kept=[("action", action.value)] if action else [])
    return ChangesAnswer(
        counts=counts,
        unchanged=run.counts.unchanged,
        total=pages.total,
        offset=offset,
        limit=limit,
        items=tuple(ChangeAnswer(**dict(each), links=ChangeLinks(record=links.record(each.record))) for each in changes),
        next=beside.next,
        previous=beside.previous,
    )


def change_row(change: Change) -> tuple[str, ...]:
    """The cells of a change, in the order of `COLUMNS`."""
    return (change.action.value, change.identifier, " ".join(change.changed), change.at.isoformat(), str(change.record))
