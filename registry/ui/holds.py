"""The withdrawals that wait, as a tab of the desk. Each is settled on the page of its run."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from schemas.holds import Hold, HoldState

from ..answers.review import ReviewFilter, review
from .moments import Moment, of_instant
from .sign_in import VisitorDep
from .site import Page, PageDep
from .tabs import HELD, tabs

router = APIRouter(include_in_schema=False)

MOST = 200
"""How many the page lists. At most one of a portal waits, so this is all of them."""


@dataclass(frozen=True)
class Row:
    """A withdrawal that waits, with the page of its run, and for how many days."""

    hold: Hold
    href: str
    since: Moment
    days: int


@router.get("/{language}/review/held")
def held(page: PageDep, _: VisitorDep) -> Response:
    """The withdrawals that wait, the oldest last."""
    waiting = page.services.store.holds.list(state=HoldState.WAITING, limit=MOST)
    asked = ReviewFilter()
    found = review(page.services, asked, limit=0)
    return page.render(
        "holds.html", tabs=tabs(page, found, asked, current=HELD), rows=tuple(_row(page, each) for each in waiting)
    )


def _row(page: Page, hold: Hold) -> Row:
    days = (page.services.clock().date() - hold.created.date()).days
    return Row(hold, page.links.run(hold.source, hold.run), of_instant(hold.created), days)
