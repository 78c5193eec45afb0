"""The answer to a query from one view of the index: hits in a total order, exact total, facets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import tantivy

from ..asking.wanted import Match, Wanted, Wording
from ..engine import Candidate, Frequent
from ..facets import facet, usual
from ..fields import FIELDS, NAMED, SORT_MOMENT, SUGGESTED, SUGGESTED_KEYS
from ..moments import column, moment_of
from ..query import BY_DAY, BY_MOMENT, Facet, Hit, IndexedSummary, Place, Query, Results, Sort
from ..ranking import WHOLE
from ..streams import Stream
from .compile import ORDERS, Ordered, behind, counting, matching, places, those, wanted
from .schema import NUMBER_BITS, day_of, language_of

Spot = tuple[float | None, tantivy.DocAddress]
"""Where a hit is, and its score if there is one."""

Counts = dict[str, dict[str, int]]
"""By field, how many documents have each of its values."""

TOTAL = "total"
"""The name of the number of all documents in what is counted."""


def results(searcher: tantivy.Searcher, query: Query, match: Match, *, first: Sequence[UUID] = ()) -> Results:
    """The page of a query. One view of the index has one order, so all its pages together have every hit once.

    Raises `ValueError` on a broken index.
    """
    matched = matching(query, match)
    count, counts = _counts(searcher, matched, [name for name in query.facet if name not in query.filters()])
    spots, last = _page(searcher, query, match, matched, first, count=count)
    ids = _ids(searcher, [address for _, address in spots])
    return Results(
        total=count,
        id=ids,
        hit=() if query.bare else tuple(_hit(searcher, *each) for each in zip(ids, spots, strict=True)),
        facet=_facets(searcher, query, match, counts=counts),
        last=last,
    )


def best(searcher: tantivy.Searcher, query: Query, match: Match, *, limit: int) -> tuple[Candidate, ...]:
    """The candidates of a question. Raises `ValueError` on a broken index."""
    hits = _best(searcher, matching(query, match), limit)
    columns = _columns(searcher, CANDIDATE, [address for _, address in hits])
    return tuple(
        Candidate(
            id=UUID(int=high << NUMBER_BITS | low),
            score=score % WHOLE,
            whole=score >= WHOLE,
            language=language_of(language),
            day=day_of(newest, "newest"),
            completeness=told,
        )
        for (score, _), (high, low, language, newest, told) in zip(hits, columns, strict=True)
    )


def held(searcher: tantivy.Searcher, item: Wanted) -> bool:
    """Whether any document has a word, in any of its wordings. Raises `ValueError` on a broken index."""
    return any(_is_held(searcher, wording) for wording in item.wordings)


def _is_held(searcher: tantivy.Searcher, wording: Wording) -> bool:
    """Whether any document has a wording. Of a single word its forms are looked up, which is quicker than a search."""
    if len(wording.words) > 1:
        return bool(searcher.search(wanted(Wanted((wording,))), limit=1, count=False).hits)
    return any(searcher.doc_freq(field, form.term) for word in wording.words for _, field, form in places(word))


def words(searcher: tantivy.Searcher, begun: str, *, within: Match, limit: int) -> tuple[Frequent, ...]:
    """The words or keys that begin so, of what `within` finds. Raises `ValueError` on a broken index."""
    stream = Stream.KEY if begun.startswith(SUGGESTED_KEYS) else Stream.TERM
    matched = matching(Query(), within)
    counts: Counter[str] = Counter()
    for field in (f"{stream.value}_{name}" for name in SUGGESTED):
        if searcher.terms_with_prefix(field, begun, limit=1):  # looking for all records takes longer
            counts.update(dict(searcher.terms_with_prefix(field, begun, matched, limit * len(SUGGESTED))))
    return tuple(Frequent(*each) for each in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit])


ID = ("id_high", "id_low")
"""The columns of an id."""

CANDIDATE = (*ID, "language", "newest", "completeness")
"""The columns of a candidate."""


def _ids(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> tuple[UUID, ...]:
    return tuple(UUID(int=high << NUMBER_BITS | low) for high, low in _columns(searcher, ID, addresses))


def _columns(searcher: tantivy.Searcher, names: Sequence[str], addresses: list[tantivy.DocAddress]) -> Iterator[tuple[int, ...]]:
    """The numbers of some fields, a row for each document."""
    columns: Iterable[Sequence[Any]] = [searcher.fast_field_values(name, addresses) for name in names]
    return (tuple(value or 0 for value in row) for row in zip(*columns, strict=True))


def _page(
    searcher: tantivy.Searcher, query: Query, match: Match, matched: tantivy.Query, first: Sequence[UUID], *, count: int
) -> tuple[Sequence[Spot], Place | None]:
    """Where the documents of the page are, of `count` that match, and the place of the last one but in an order of relevance."""
    if query.order is not Sort.RELEVANCE:
        return _in_order(searcher, query, matched) if query.limit else ((), None)
    front = first[query.offset : query.offset + query.limit]
    spots = _those(searcher, front)
    if len(front) < query.limit and count > len(first):
        rest = matching(query, match, but=first) if first else matched
        start = max(0, query.offset - len(first))
        spots += _by_score(searcher, rest, start=start, end=start + query.limit - len(front))
    return spots, None


def _those(searcher: tantivy.Searcher, ids: Sequence[UUID]) -> list[Spot]:
    """The documents with these ids, in this order."""
    if not ids:
        return []
    addresses = [address for _, address in searcher.search(those(ids), limit=len(ids), count=False).hits]
    found = dict(zip(_ids(searcher, addresses), addresses, strict=True))
    return [(None, found[each]) for each in ids if each in found]


def _in_order(searcher: tantivy.Searcher, query: Query, matched: tantivy.Query) -> tuple[Sequence[Spot], Place | None]:
    """In an order by date or id, from the offset on or behind a place."""
    wanted = matched if query.after is None else behind(matched, query.after, query.order)
    addresses = _sorted(searcher, wanted, ORDERS[query.order], start=query.offset, end=query.offset + query.limit)
    return [(None, address) for address in addresses], _place(searcher, addresses[-1], query.order) if addresses else None


def _sorted(
    searcher: tantivy.Searcher, matched: tantivy.Query, order: Ordered, *, start: int, end: int
) -> Sequence[tantivy.DocAddress]:
    """A part of the documents in an order, and by id where numbers are equal.

    Tantivy orders equal numbers by where the documents are stored. So hits are taken until all with the first and with the last
    number of the part are there, and these are sorted.
    """
    before = behind = 1
    while True:
        first = max(0, start - before)
        size = end + behind - first
        found = searcher.search(matched, limit=size, offset=first, count=False, order_by_field=order.column, order=order.way).hits
        numbers = [int(number) for number, _ in found[: end - first]]
        if len(numbers) <= start - first:
            return ()
        if first and numbers[0] == numbers[start - first]:
            before *= 4
        elif len(found) == size and found[-1][0] == numbers[-1]:
            behind *= 4
        else:
            break
    addresses = [address for _, address in found]
    ids = _columns(searcher, ID, addresses)
    turn = 1 if order.way == tantivy.Order.Asc else -1
    ranked = sorted(zip(found, ids, strict=True), key=lambda item: (turn * int(item[0][0]), item[1]))
    return [address for (_, address), _ in ranked[start - first : end - first]]


def _place(searcher: tantivy.Searcher, address: tantivy.DocAddress, sort: Sort) -> Place:
    """The place of a document in an order by date or id."""
    [identifier] = _ids(searcher, [address])
    if sort in BY_DAY:
        order = ORDERS[sort].column
        day = day_of(int(searcher.fast_field_values(order, [address])[0] or 0), order)
        return Place(day=date.fromordinal(day) if day else None, id=identifier)
    if sort in BY_MOMENT:
        [second] = searcher.fast_field_values(column(SORT_MOMENT), [address])
        return Place(moment=None if second is None else moment_of(int(second)), id=identifier)
    return Place(id=identifier)


def _by_score(searcher: tantivy.Searcher, matched: tantivy.Query, *, start: int, end: int) -> list[Spot]:
    """A part of the documents, best first."""
    return [(score % WHOLE, address) for score, address in _best(searcher, matched, end)[start:]]


def _best(searcher: tantivy.Searcher, matched: tantivy.Query, size: int) -> list[tuple[float, tantivy.DocAddress]]:
    """The best documents, and by id where scores are equal.

    Tantivy orders equal scores by where the documents are stored. So hits are taken until all those with the last score are
    there, and these are sorted.
    """
    if not size:
        return []
    taken = size
    hits: Sequence[tuple[float, tantivy.DocAddress]]
    while (
        len(hits := searcher.search(matched, limit=taken + 1, count=False).hits) > taken and hits[size - 1][0] == hits[taken][0]
    ):
        taken *= 4
    ids = _columns(searcher, ID, [address for _, address in hits])
    ranked = sorted(zip(hits, ids, strict=True), key=lambda item: (-item[0][0], item[1]))
    return [hit for hit, _ in ranked[:size]]


def total(searcher: tantivy.Searcher, matched: tantivy.Query) -> int:
    """How many documents match. Counted as facets are: a search would also work out the score of each."""
    return _counts(searcher, matched, ())[0]


def _hit(searcher: tantivy.Searcher, id: UUID, spot: Spot) -> Hit:
    score, address = spot
    summary = IndexedSummary.model_validate_json(bytes(searcher.doc(address).get_first("summary") or b""))
    return Hit(id=id, score=score, summary=summary)


def _facets(searcher: tantivy.Searcher, query: Query, match: Match, *, counts: Counts) -> tuple[Facet, ...]:
    """The facets that are asked for. `counts` has those of the fields that are not filtered; each other one takes a pass."""
    every = dict(counts)
    for name in query.facet:
        if name not in every:
            every |= _counts(searcher, matching(query, match, without=name), [name])[1]
    return tuple(_facet(name, every[name], query) for name in dict.fromkeys(query.facet))


def _facet(name: str, counts: dict[str, int], query: Query) -> Facet:
    if name not in NAMED:
        return facet(name, counts, query)
    values, shown = usual(name, counts)
    return facet(name, values, query, shown=shown)


def _counts(searcher: tantivy.Searcher, matched: tantivy.Query, names: Sequence[str]) -> tuple[int, Counts]:
    """How many documents match, and how many of them have each value of some fields.

    One pass counts them all, but a field of very many values takes one of its own: a pass has a limit of values.
    """
    apart = [name for name in names if FIELDS[name].on_request]
    together = [name for name in names if name not in apart]
    answer = searcher.aggregate(matched, counting(together) | {TOTAL: {"value_count": {"field": "version"}}})
    for name in apart:
        answer |= searcher.aggregate(matched, counting([name]))
    counts = {name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]} for name in names}
    return int(answer[TOTAL]["value"]), counts
