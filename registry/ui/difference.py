"""The difference of a run: what it added, changed, withdrew and restored."""

from dataclasses import dataclass

from schemas.audit import Action
from schemas.dataset import LangString
from schemas.runs import Run

from .history import field_name
from .site import Page

ROWS = 50


@dataclass(frozen=True)
class Kind:
    """One thing that the run did, to how many records, and the address that lists them."""

    action: Action
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True)
class Changed:
    """One record and the fields of it that differ, in words."""

    action: Action
    title: LangString | None
    identifier: str
    href: str
    fields: str


@dataclass(frozen=True)
class Difference:
    """What a run did, and the records of one kind, a page at a time; none are listed until a kind is chosen."""

    kinds: tuple[Kind, ...]
    rows: tuple[Changed, ...]
    previous: str | None
    next: str | None


def difference(page: Page, run: Run) -> Difference:
    """The difference of a run; the parameters `changes` and `start` of the address choose what is listed."""
    counts = page.services.store.changes.counts(run.id)
    chosen = next((action for action in counts if action.value == page.request.query_params.get("changes")), None)
    asked = page.request.query_params.get("start", "0")
    start = int(asked) if asked.isdecimal() and len(asked) < 9 else 0  # noqa: PLR2004  # no run has more

    def at(action: Action, offset: int) -> str:
        return page.links.run(run.source, run.id, [("changes", action.value), ("start", str(offset))]) + "#changes"

    return Difference(
        kinds=tuple(Kind(action, counts[action], at(action, 0), action is chosen) for action in Action if action in counts),
        rows=_rows(page, run, chosen, start=start) if chosen else (),
        previous=at(chosen, max(0, start - ROWS)) if chosen and start else None,
        next=at(chosen, start + ROWS) if chosen and start + ROWS < counts[chosen] else None,
    )


def _rows(page: Page, run: Run, action: Action, *, start: int) -> tuple[Changed, ...]:
    store = page.services.store
    changes = store.changes.of_run(run.id, action=action, offset=start, limit=ROWS)
    records = store.records.get_many([change.record for change in changes])
    return tuple(
        Changed(
            action=change.action,
            title=records[change.record].dataset.title[0] if change.record in records else None,
            identifier=change.identifier,
            href=page.links.record(change.record),
            fields=", ".join(field_name(page, name) for name in change.changed),
        )
        for change in changes
    )
