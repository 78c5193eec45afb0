"""The answer to a query from one view of the index: hits in a total order, exact total, facets."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import tantivy

from ..asking.wanted import Wanted
from ..facets import facet, usual
from ..fields import NAMED
from ..highlight import Highlighter, highlighter
from ..query import Facet, Hit, IndexedSummary, Place, Query, Results, Sort
from .compile import behind, counting, matching
from .schema import day_of

Spot = tuple[float | None, tantivy.DocAddress]
"""Where a hit is, and its score if there is one."""

ORDERS = {Sort.MODIFIED: "newest", Sort.OLDEST: "oldest"}
"""The field with the numbers of an order by date; the highest comes first."""


def results(searcher: tantivy.Searcher, query: Query, words: Sequence[Wanted]) -> Results:
    """The page of a query. One view of the index has one order, so all its pages together have every hit once.

    Raises `ValueError` on a broken index.
    """
    matched = matching(query, words)
    highlights = highlighter(words)
    count, spots, last = _page(searcher, query, matched)
    return Results(
        total=count,
        hit=tuple(_hit(searcher, spot, highlights) for spot in spots),
        facet=_facets(searcher, query, words, matched=matched),
        last=last,
    )


def _page(searcher: tantivy.Searcher, query: Query, matched: tantivy.Query) -> tuple[int, Sequence[Spot], Place | None]:
    """How many documents match, where those of the page are, and the place of the last one in an order by date."""
    if query.limit == 0:
        return total(searcher.search(matched, limit=1)), (), None
    if query.order is Sort.RELEVANCE:
        return *_by_score(searcher, matched, start=query.offset, end=query.offset + query.limit), None
    return _by_day(searcher, query, matched)


def _by_day(searcher: tantivy.Searcher, query: Query, matched: tantivy.Query) -> tuple[int, Sequence[Spot], Place | None]:
    """In the order of dates, from the offset on or behind a place."""
    order = ORDERS[query.order]
    wanted = matched if query.after is None else behind(matched, query.after, order)
    found = searcher.search(wanted, limit=query.limit, offset=query.offset, order_by_field=order)
    count = total(found) if query.after is None else total(searcher.search(matched, limit=1))
    addresses = [address for _, address in found.hits]
    return count, [(None, address) for address in addresses], _place(searcher, addresses[-1], order) if addresses else None


def _place(searcher: tantivy.Searcher, address: tantivy.DocAddress, order: str) -> Place:
    """The place of a document in an order by date."""
    number, high, low = (int(searcher.fast_field_values(name, [address])[0] or 0) for name in (order, "id_high", "id_low"))
    day = day_of(number, order)
    return Place(day=date.fromordinal(day) if day else None, id=UUID(int=high << 64 | low))


def _by_score(searcher: tantivy.Searcher, matched: tantivy.Query, *, start: int, end: int) -> tuple[int, Sequence[Spot]]:
    """Best first, and by id where scores are equal.

    Tantivy orders equal scores by where the documents are stored. So hits are taken until all those with the last score of the
    page are there, and these are sorted.
    """
    size = end
    hits: Sequence[tuple[float, tantivy.DocAddress]]
    while len(hits := (found := searcher.search(matched, limit=size + 1)).hits) > size and hits[end - 1][0] == hits[size][0]:
        size *= 4
    return total(found), _by_id(searcher, hits)[start:end]


def _by_id(searcher: tantivy.Searcher, hits: Sequence[tuple[float, tantivy.DocAddress]]) -> list[Spot]:
    """Hits in order of score, and of id where scores are equal."""
    addresses = [address for _, address in hits]
    high, low = (searcher.fast_field_values(name, addresses) for name in ("id_high", "id_low"))
    ranked = sorted(zip(hits, high, low, strict=True), key=lambda item: (-item[0][0], item[1], item[2]))
    return [hit for hit, _, _ in ranked]


def total(found: tantivy.SearchResult) -> int:
    """How many documents matched."""
    return int(found.count)  # type: ignore[attr-defined]  # the library's stub does not list it


def _hit(searcher: tantivy.Searcher, spot: Spot, highlights: Highlighter) -> Hit:
    score, address = spot
    stored = searcher.doc(address)
    summary = IndexedSummary.model_validate_json(bytes(stored.get_first("summary") or b""))
    identifier = UUID(str(stored.get_first("id")))
    return Hit(id=identifier, score=score, summary=summary, highlight=highlights(summary))


def _facets(searcher: tantivy.Searcher, query: Query, words: Sequence[Wanted], *, matched: tantivy.Query) -> tuple[Facet, ...]:
    """The facets that are asked for: one pass for all fields that are not filtered, and one pass for each of the others."""
    filtered = query.filters()
    counts = _counts(searcher, matched, [name for name in query.facet if name not in filtered])
    for name in query.facet:
        if name in filtered:
            counts |= _counts(searcher, matching(query, words, without=name), [name])
    return tuple(_facet(name, counts[name], query) for name in dict.fromkeys(query.facet))


def _facet(name: str, counts: dict[str, int], query: Query) -> Facet:
    if name not in NAMED:
        return facet(name, counts, query)
    values, shown = usual(name, counts)
    return facet(name, values, query, shown=shown)


def _counts(searcher: tantivy.Searcher, matched: tantivy.Query, names: Sequence[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    answer = searcher.aggregate(matched, counting(names))
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]} for name in names}
