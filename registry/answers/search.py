"""What a search found: its shapes, and pure functions that make them."""

from collections.abc import Sequence
from uuid import UUID

from schemas.model import Model
from schemas.usage import ShortVerdict
from search.explanation import Explanation
from search.params import render
from search.query import (
    MAX_OFFSET,
    Correction,
    FacetValue,
    Highlight,
    Hit,
    Query,
    Results,
    Sort,
    Summary,
    Through,
    Understood,
    Way,
)
from search.spelling import corrected
from search.values import GROUNDS

from ..pipeline.usable import Usable
from . import links
from .links import Link
from .pages import Pages
from .usable import UsageCounts, usage_counts

SUMMARY = frozenset(Summary.model_fields)


ONE_RECORD = {"sort": Query().sort, "offset": 0, "limit": Query().limit, "after": None, "facet": ()}
"""What is left out of a search when one record of it is explained."""


class ItemLinks(Model):
    """Links to the record, its portal and, in a search with words, to why it is found."""

    self: Link
    source: Link
    explanation: Link | None = None


class Item(Summary):
    """A record found.

    Compare `score` within one answer only. `highlight` has the text that matched, by field, cut into fragments. `way` tells how
    the record was found, in an order of relevance; `through` has the concepts that led to it where its own words did not. `whole`
    tells whether it has all that was asked for; null where that was not worked out: in an order by date, and far down a list.
    `usage` has the answer whether it may be used, if the search asks for it.
    """

    id: UUID
    score: float | None = None
    highlight: dict[str, Highlight] = {}
    way: tuple[Way, ...] = ()
    through: tuple[Through, ...] = ()
    whole: bool | None = None
    usage: ShortVerdict | None = None
    links: ItemLinks


class FacetAnswer(Model):
    """The values of a field, most frequent first. They are counted without the filter on this field.

    `other` is the number of further values.
    """

    values: tuple[FacetValue, ...]
    other: int = 0


class SearchAnswer(Model):
    """What a search found. `total` is exact; `facets` has the fields that were asked for. `understood` has the
    places and years of the question; the parameter `literal` takes one as a word only.

    `next` leads through the whole list, however long it is. Only in the order of relevance the list ends after 10,000 records:
    then `whole` is the address of the same search in an order by date.

    For a question in words, `total_whole` says how many of the records have all that was asked for; they come first. The others
    have a part of it, or are similar in meaning. `unknown` has the words that no record has; `meant` has them with those that
    were probably meant, and `corrected` is the address of the search with these. `read_as` is the question in another keyboard
    layout, if it was read so; a word in quotation marks is never read so.

    `usage` tells how many of the records may be used, if the search has the parameter `usage`.
    """

    total: int
    total_whole: int | None = None
    unknown: tuple[str, ...] = ()
    read_as: str = ""
    offset: int
    limit: int
    understood: tuple[Understood, ...] = ()
    items: tuple[Item, ...]
    facets: dict[str, FacetAnswer]
    usage: UsageCounts | None = None
    next: Link | None = None
    previous: Link | None = None
    whole: Link | None = None
    meant: tuple[Correction, ...] = ()
    corrected: Link | None = None


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
    if results.last is None or len(results.hit) < query.limit:
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
