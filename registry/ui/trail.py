"""The page of the audit trail: the newest checkpoint, who signed it, and the latest entries in words."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from ..answers import links as api
from ..answers.trail import TrailEntry, entries_view, trail_view
from .parameters import takes
from .proof import Entry, entry_of, record_page
from .site import Page, PageDep

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    """An entry: its number, what its leaf says, and the addresses of its record, if it is about one, and of its proof."""

    number: int
    entry: Entry
    href: str
    proof: str


@router.get("/{language}/trail")
@takes("before")
def trail(page: PageDep) -> Response:
    """The head, and entries, the latest first. `before` in the address is where the list begins."""
    head = trail_view(page.services)
    before = min(page.number("before") or head.entries + 1, head.entries + 1)
    after = max(0, before - 1 - PAGE_SIZE)
    found = entries_view(page.services, after=after, limit=before - 1 - after).items
    return page.render(
        "trail.html",
        trail=head,
        rows=tuple(_row(page, each) for each in reversed(found)),
        first=page.links.trail() if before <= head.entries else None,
        next=page.links.trail([("before", str(after + 1))]) if after else None,
        json=api.trail(),
    )


def _row(page: Page, each: TrailEntry) -> Row:
    entry = entry_of(each.leaf)
    return Row(each.number, entry, record_page(page, entry), page.links.proof(each.number))
