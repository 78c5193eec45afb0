"""What a search found: pure functions that make the answer."""

from collections.abc import Sequence

from schemas.model import Model
from search.explanation import Explanation
from search.params import render
from search.query import (
    MAX_OFFSET,
    Hit,
    Query,
    Results,
    Sort,
    Summary,
)
from search.spelling import corrected
from search.values import GROUNDS

from ..pipeline.usable import Usable
from . import links
from .pages import Pages
from .shapes.search import FacetAnswer, Item, ItemLinks, SearchAnswer
from .usable import usage_counts

SUMMARY = frozenset(Summary.model_fields)


ONE_RECORD = {"sort": Query().sort, "offset": 0, "limit": Query().limit, "after": None, "facet": ()}
"""What is left out of a search when one record of it is explained."""


class Explanations(Model):
    """Why the records of a list are there, in its order."""

    items: tuple[Explanation, ...]


def search_view(results: Results, query: Query, usable: Usable | None = None) -> SearchAnswer:
    """What a search found, with links to the next and the previous page; `usable` answers its `usage`, if it has one."""
    pages = Pages(offset=query.offset, limit=query.limit, total=min(results.total, MAX_OFFSET + 1))
    asked = render(query.model_copy(update=ONE_RECORD)) if query.text.strip() else []
    is_cut = query.order is Sort.RELEVANCE and results.total > MAX_OFFSET
    return SearchAnswer(
        total=results.total,
        total_whole=results.whole,
        unknown=results.unknown,
        read_as=results.read_as,
        offset=query.offset,
        limit=query.limit,
        understood=results.understood,
        items=tuple(item_view(hit, asked, usable) for hit in results.hit),
        facets={
            facet.field: FacetAnswer(values=facet.value, other=facet.other)
            for facet in results.facet
            if facet.field != GROUNDS or GROUNDS in query.facet
        },
        usage=usage_counts(usable, results) if usable else None,
        next=_next(results, query, pages),
        previous=_link(query, pages.previous),
        meant=results.meant,
        corrected=_corrected(results, query),
        whole=links.search(render(query.model_copy(update={"sort": Sort.MODIFIED, "offset": 0}))) if is_cut else None,
    )


def _next(results: Results, query: Query, pages: Pages) -> str | None:
    """The address of the next page: by its offset as far as engines count, and from there on by the place of the last hit."""
    if query.after is None and (pages.next is not None or results.total <= MAX_OFFSET):
        return _link(query, pages.next)
    if results.last is None or len(results.id) < query.limit:
        return None
    return links.search(render(query.model_copy(update={"offset": 0, "after": results.last})))


def _corrected(results: Results, query: Query) -> str | None:
    if not results.meant:
        return None
    return links.search(render(query.model_copy(update={"text": corrected(query.text, results.meant), "offset": 0})))


def item_view(hit: Hit, asked: Sequence[tuple[str, str]] = (), usable: Usable | None = None) -> Item:
    """A record; `asked` are the parameters that explain it, if there are words, and `usable` answers whether it may be used."""
    return Item(
        **{name: value for name, value in hit.summary if name in SUMMARY},
        id=hit.id,
        score=hit.score,
        highlight=hit.highlight,
        way=hit.way,
        through=hit.through,
        whole=hit.whole if hit.way else None,
        usage=usable.verdict(hit.summary.usage_grounds) if usable else None,
        links=ItemLinks(
            self=links.record(hit.id),
            source=links.source(hit.summary.source),
            explanation=links.explanation(hit.id, asked) if asked else None,
        ),
    )


def _link(query: Query, offset: int | None) -> str | None:
    return None if offset is None else links.search(render(query.model_copy(update={"offset": offset})))
