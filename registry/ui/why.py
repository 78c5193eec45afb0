"""The page that says why a search finds a record."""

from fastapi import APIRouter
from starlette.responses import Response

from search.explain import explain
from search.params import parse

from . import links
from .asked import rest
from .moments import of_instant
from .parameters import reads_all
from .record import stored
from .site import Page, PageDep
from .usable import in_force

router = APIRouter(include_in_schema=False)


@router.get("/{language}/datasets/{id}/why")
@reads_all
def why(page: PageDep, id: str) -> Response:  # the name in the address
    """Where a record has each word of a search, and its place in each way of finding."""
    query = parse([pair for pair in rest(page) if pair[1].strip()])
    record = stored(page, id)
    explanation = explain(page.services.engine, in_force(page, query), record, meaning=page.services.meaning)
    return page.render(
        "why.html",
        query=query,
        record=record,
        title=record.dataset.title[0],
        explanation=explanation,
        updated=of_instant(explanation.day) if explanation.day else None,
        back=page.links.results(links.first_page(query)),
        fields=_fields(page),
    )


def _fields(page: Page) -> dict[str, str]:
    return {name: page.labels.field(name) for name in ("title", "description", "keyword", "publisher")}
