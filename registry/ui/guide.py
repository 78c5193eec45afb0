"""The guide to the API, for somebody who has never used it: requests that work on this very host, limits, errors, formats."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from search.query import MAX_LIMIT, MAX_OFFSET

from ..answers import links as api
from ..store.errors import StoreError
from ..web.root import root_of
from .site import Page, PageDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Example:
    """A request: what it asks, and its whole address."""

    asks: str
    address: str


@router.get("/{language}/api")
def guide(page: PageDep) -> Response:
    """What can be asked, and how. The address of this installation is the operator's, or the one that brought here."""
    host = root_of(page.services.settings, page.request)
    return page.render(
        "guide.html",
        host=host,
        examples=[Example(asks, host + path) for asks, path in _examples(page)],
        most=MAX_LIMIT,
        deepest=MAX_OFFSET,
    )


def _examples(page: Page) -> Iterator[tuple[str, str]]:
    """Sentences and addresses. Those about one dataset name one that there is."""
    gettext = page.language.gettext
    yield gettext("Datasets about water, the first five"), api.search([("q", "water"), ("limit", "5")])
    yield gettext("Datasets that Kazakhstan's portals offer as CSV"), api.search([("jurisdiction", "KZ"), ("format", "CSV")])
    try:
        record = next(page.services.store.records.stream(), None)
    except StoreError:  # the page is there all the same
        record = None
    if record:
        use = [("state", "KZ"), ("purpose", "research")]
        yield gettext("One dataset, with the evidence for its licence, jurisdiction and privacy class"), api.record(record.id)
        yield gettext("May this dataset be used for research from Kazakhstan?"), api.usage(record.id, use)
    yield gettext("The portals, and how their last harvests went"), api.sources()
