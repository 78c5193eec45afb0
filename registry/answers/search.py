"""What a search found: its shapes, and pure functions that make them."""

from uuid import UUID

from schemas.model import Model
from search.params import render
from search.query import MAX_OFFSET, FacetValue, Highlight, Hit, Query, Results, Sort, Summary

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
    """What a search found. `total` is exact; `facets` has the fields that were asked for.

    In an order by date, `next` leads through the whole list, however long it is. In the order of relevance the list ends after
    10,000 records: then `whole` is the address of the same search in an order by date.
    """

    total: int
    offset: int
    limit: int
    items: tuple[Item, ...]
    facets: dict[str, FacetAnswer]
    next: Link | None = None
    previous: Link | None = None
    whole: Link | None = None


def search_view(results: Results, query: Query) -> SearchAnswer:
    """What a search found, with links to the next and the previous page."""
    pages = Pages(offset=query.offset, limit=query.limit, total=min(results.total, MAX_OFFSET + 1))
    is_cut = query.order is Sort.RELEVANCE and results.total > MAX_OFFSET
    return SearchAnswer(
        total=results.total,
        offset=query.offset,
        limit=query.limit,
        items=tuple(_item(hit) for hit in results.hit),
        facets={facet.field: FacetAnswer(values=facet.value, other=facet.other) for facet in results.facet},
        next=_next(results, query, pages),
        previous=_link(query, pages.previous),
        whole=links.search(render(query.model_copy(update={"sort": Sort.MODIFIED, "offset": 0}))) if is_cut else None,
    )


def _next(results: Results, query: Query, pages: Pages) -> str | None:
    """The address of the next page: by its offset as far as engines count, and from there on by the place of the last hit."""
    if query.after is None and (pages.next is not None or results.total <= MAX_OFFSET):
        return _link(query, pages.next)
    if results.last is None or len(results.hit) < query.limit:
        return None
    return links.search(render(query.model_copy(update={"offset": 0, "after": results.last})))


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
