"""The difference of a run: what it added, changed, withdrew and restored."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.audit import Action
from schemas.dataset import LangString
from schemas.runs import Change, Run

from ..answers.changes import list_changes
from ..answers.pages import Pages
from .history import field_name
from .site import Page

ROWS = 50


@dataclass(frozen=True)
class Kind:
    """One kind of change, the number of records, and the address that lists them."""

    action: Action
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True)
class Changed:
    """One record and the names of its fields that differ."""

    action: Action
    title: LangString | None
    identifier: str
    href: str
    fields: str


@dataclass(frozen=True)
class Difference:
    """What a run did, and the records of one kind of change, a page at a time. None are listed until a kind is chosen."""

    kinds: tuple[Kind, ...]
    rows: tuple[Changed, ...]
    previous: str | None
    next: str | None


def difference(page: Page, run: Run) -> Difference:
    """The difference of a run; the parameters `changes` and `start` of the address choose what is listed."""
    chosen = page.choice("changes", Action)
    start = page.number("start")
    found = list_changes(page.services.store, run, action=chosen, offset=start, limit=ROWS if chosen else 0)
    beside = Pages(offset=start, limit=found.limit, total=found.total)

    def at(action: Action, offset: int) -> str:
        return page.links.run(run.source, run.id, [("changes", action.value), ("start", str(offset))]) + "#changes"

    return Difference(
        kinds=tuple(
            Kind(action, found.counts[action], at(action, 0), action is chosen) for action in Action if action in found.counts
        ),
        rows=_rows(page, found.items),
        previous=at(chosen, beside.previous) if chosen and beside.previous is not None else None,
        next=at(chosen, beside.next) if chosen and beside.next is not None else None,
    )


def _rows(page: Page, changes: Sequence[Change]) -> tuple[Changed, ...]:
    records = page.services.store.records.get_many([change.record for change in changes])
    return tuple(
        Changed(
            action=change.action,
            title=records[change.record].dataset.title[0] if change.record in records else None,
            identifier=change.identifier,
            href=page.links.record(change.record),
            fields=page.language.comma.join(field_name(page, name) for name in change.changed),
        )
        for change in changes
    )
