"""How good the metadata are that portals give: of all portals, and of one with what would raise its points most."""

from fastapi import APIRouter
from starlette.responses import Response

from search.errors import SearchError
from search.query import Filter, Query

from ..answers.quality import SOURCE, QualityAnswer, quality_of_query, quality_of_sources
from .runs import declared
from .site import Page, PageDep

router = APIRouter(include_in_schema=False)


@router.get("/{language}/quality")
def qualities(page: PageDep) -> Response:
    """The portals that have datasets, the best first."""
    return page.render("quality.html", found=quality_of_sources(page.services.engine))


@router.get("/{language}/portals/{source_id}/quality")
def portal_quality(page: PageDep, source_id: str) -> Response:
    """One portal: its points by dimension, and what would raise them most, with the datasets that lack it."""
    source = declared(page, source_id)
    return page.render("portal_quality.html", source=source, quality=_of_source(page, source.id))


def quality_if_found(page: Page, source: str) -> QualityAnswer | None:
    """The quality of a portal for its own page, which opens also when the search is down: then None."""
    try:
        return _of_source(page, source)
    except SearchError:
        return None


def _of_source(page: Page, source: str) -> QualityAnswer:
    return quality_of_query(page.services.engine, Query(filter=(Filter(field=SOURCE, value=(source,)),)))
