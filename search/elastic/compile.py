"""Query -> request. Pure: nothing is asked, the same query gives the same request."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .. import query as asked
from ..analysis.text import Form, Wanted
from ..fields import FIELDS, SEARCHED, SORT_DAY
from ..query import Sort
from ..ranking import OPTIONAL, STEM, TIE

Json = dict[str, Any]

UNFILTERED = ""
"""The name of the counting of all fields without a filter of their own; the others are counted under their own names."""

DISTINCT = 40_000
"""Up to so many values of a field, how many there are is counted (almost) exactly; the highest that Elasticsearch takes."""

_FIRST = {"id": "asc"}
_ORDERS: dict[Sort, list[Json]] = {
    Sort.RELEVANCE: [{"_score": "desc"}, _FIRST],
    Sort.MODIFIED: [{f"day_{SORT_DAY}": {"order": "desc", "missing": "_last"}}, _FIRST],
    Sort.OLDEST: [{f"day_{SORT_DAY}": {"order": "asc", "missing": "_last"}}, _FIRST],
}


def order(query: asked.Query) -> Sort:
    """The order that is meant: without text nothing is more relevant, so the newest come first."""
    return Sort.MODIFIED if query.sort is Sort.RELEVANCE and not query.text.strip() else query.sort


def request(query: asked.Query, words: Sequence[Wanted]) -> Json:
    """The whole search in one request.

    A filter on a field that is counted is applied after the counting (`post_filter`), and each such field is counted under the
    filters of the others, so the numbers tell what another value would give.
    """
    filters = {name: _filter(name, values) for name, values in query.filters().items()}
    late = {name: clause for name, clause in filters.items() if name in query.facet}
    early = [clause for name, clause in filters.items() if name not in late]
    ranges = [_range(item) for item in query.range if item.start or item.end]
    body: Json = {
        "query": _matching(query, words, [*early, *ranges]),
        "sort": _ORDERS[order(query)],
        "from": query.offset,
        "size": query.limit,
        "track_total_hits": True,
    }
    if late:
        body["post_filter"] = {"bool": {"filter": list(late.values())}}
    if query.facet:
        body["aggs"] = _counting(query, late)
    return body


def completion(begun: str, *, limit: int) -> Json:
    """The request for the words that begin so, the most frequent first."""
    literal = "".join(sign if sign.isalnum() else f"\\{sign}" for sign in begun)
    words = {"field": "word", "include": f"{literal}.*", "size": limit}
    return {"query": {"prefix": {"word": begun}}, "size": 0, "aggs": {"words": {"terms": words}}}


def _matching(query: asked.Query, words: Sequence[Wanted], conditions: Sequence[Json]) -> Json:
    """Every word must be there, in whichever field; a text without any word finds nothing, and no text everything."""
    if query.text.strip() and not words:
        return {"match_none": {}}
    parts = {
        "must": [_wanted(item) for item in words if not item.optional],
        "should": [_boosted(_wanted(item), OPTIONAL) for item in words if item.optional],
        "filter": list(conditions),
    }
    return {"bool": {occur: clauses for occur, clauses in parts.items() if clauses}}


def _wanted(item: Wanted) -> Json:
    if item.phrase:
        return _best([_phrase(name, item.forms) for name in SEARCHED])
    if len(item.forms) == 1:
        return _word(item.forms[0])
    return {"bool": {"should": [_word(form) for form in item.forms], "minimum_should_match": item.least}}


def _word(form: Form) -> Json:
    """A word in any field, as written or by a stem: the best place decides its worth."""
    return _best(
        [
            {"term": {f"{prefix}_{name}": {"value": term, "boost": FIELDS[name].weight * worth}}}
            for name in SEARCHED
            for prefix, worth, terms in (("text", 1.0, (form.term,)), ("stem", STEM, form.stems))
            for term in terms
        ]
    )


def _phrase(name: str, forms: Sequence[Form]) -> Json:
    words = " ".join(form.term for form in forms)  # a term has no white space, which is where the field splits
    return {"match_phrase": {f"text_{name}": {"query": words, "boost": FIELDS[name].weight}}}


def _best(places: Sequence[Json]) -> Json:
    return {"dis_max": {"tie_breaker": TIE, "queries": places}}


def _boosted(clause: Json, worth: float) -> Json:
    return {"bool": {"must": [clause], "boost": worth}}


def _filter(name: str, values: Sequence[str]) -> Json:
    return {"terms": {f"value_{name}": list(values)}}


def _range(item: asked.DateRange) -> Json:
    ends = {"gte": item.start, "lte": item.end}
    return {"range": {f"day_{item.field}": {end: day.toordinal() for end, day in ends.items() if day}}}


def _counting(query: asked.Query, late: Mapping[str, Json]) -> Json:
    free = [name for name in dict.fromkeys(query.facet) if name not in late]
    groups = ({UNFILTERED: free} if free else {}) | {name: [name] for name in late}
    return {
        f"by_{group}": {
            "filter": _all(clause for name, clause in late.items() if name != group),
            "aggs": {key: counted for name in fields for key, counted in _values(name, query).items()},
        }
        for group, fields in groups.items()
    }


def _all(clauses: Iterable[Json]) -> Json:
    found = list(clauses)
    return {"bool": {"filter": found}} if found else {"match_all": {}}


def _values(name: str, query: asked.Query) -> Json:
    """The most frequent values of a field, how many there are, and the chosen ones wherever they stand."""
    field, chosen = f"value_{name}", query.chosen(name)
    counted: Json = {
        f"top_{name}": {"terms": {"field": field, "size": query.facet_size}},
        f"distinct_{name}": {"cardinality": {"field": field, "precision_threshold": DISTINCT}},
    }
    if chosen:
        counted[f"chosen_{name}"] = {"terms": {"field": field, "include": list(chosen), "size": len(chosen)}}
    return counted
