"""What a search found: its shapes, and pure functions that make them."""

from uuid import UUID

from schemas.model import Model
from search.params import render
from search.query import MAX_OFFSET, FacetValue, Highlight, Hit, Query, Results, Summary

from . import links
from .links import Link
from .pages import Pages

SUMMARY = frozenset(Summary.model_fields)


class ItemLinks(Model):
    self: Link
    source: Link


class Item(Summary):
    """A record found.

    Compare `score` within one answer only. `highlight` has the text that matched, by field, cut into fragments.
    """

    id: UUID
    score: float | None = None
    highlight: dict[str, Highlight] = {}
    links: ItemLinks


class FacetAnswer(Model):
    """The values of a field, most frequent first. They are counted without the filter on this field.

    `other` is the number of further values.
    """

    values: tuple[FacetValue, ...]
    other: int = 0


class SearchAnswer(Model):
    """What a search found. `total` is exact; `facets` has the fields that were asked for."""

    total: int
    offset: int
    limit: int
    items: tuple[Item, ...]
    facets: dict[str, FacetAnswer]
    next: Link | None = None
    previous: Link | None = None


def search_view(results: Results, query: Query) -> SearchAnswer:
    """What a search found, with links to the next and the previous page."""
    pages = Pages(offset=query.offset, limit=query.limit, total=min(results.total, MAX_OFFSET + 1))
    return SearchAnswer(
        total=results.total,
        offset=query.offset,
        limit=query.limit,
        items=tuple(_item(hit) for hit in results.hit),
        facets={facet.field: FacetAnswer(values=facet.value, other=facet.other) for facet in results.facet},
        next=_link(query, pages.next),
        previous=_link(query, pages.previous),
    )


def _item(hit: Hit) -> Item:
    return Item(
        **{name: value for name, value in hit.summary if name in SUMMARY},
        id=hit.id,
        score=hit.score,
        highlight=hit.highlight,
        links=ItemLinks(self=links.record(hit.id), source=links.source(hit.summary.source)),
    )


def _link(query: Query, offset: int | None) -> str | None:
    return None if offset is None else links.search(render(query.model_copy(update={"offset": offset})))
