"""Query -> request. Pure: nothing is sent, and the same query gives the same request."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from .. import query as asked
from ..asking.wanted import Wanted, Word, Wording
from ..fields import FIELDS, NAMED, SEARCHED, SORT_DAY, compared
from ..query import Sort
from ..ranking import TIE

Json = dict[str, Any]

UNFILTERED = ""
"""The name of the aggregation for all fields that are not filtered; each other field has one under its own name."""

DISTINCT = 40_000
"""Up to this number the values of a field are counted (almost) exactly; it is the highest that Elasticsearch accepts."""

MISSING = {Sort.MODIFIED: 0, Sort.OLDEST: date.max.toordinal() + 1}
"""The day number by which a record without a date is sorted, so that it comes last."""

_FIRST = {"id": "asc"}
_ORDERS: dict[Sort, list[Json]] = {
    Sort.RELEVANCE: [{"_score": "desc"}, _FIRST],
    Sort.MODIFIED: [{f"day_{SORT_DAY}": {"order": "desc", "missing": MISSING[Sort.MODIFIED]}}, _FIRST],
    Sort.OLDEST: [{f"day_{SORT_DAY}": {"order": "asc", "missing": MISSING[Sort.OLDEST]}}, _FIRST],
}


def request(query: asked.Query, words: Sequence[Wanted]) -> Json:
    """The whole search in one request.

    A filter on a field that is counted is applied after the counting (`post_filter`). Each such field is counted under the
    filters of the others, so its numbers say how many records another value would find.
    """
    filters = {name: _filter(name, values) for name, values in query.filters().items()}
    late = {name: clause for name, clause in filters.items() if name in query.facet}
    early = [clause for name, clause in filters.items() if name not in late]
    ranges = [_range(item) for item in query.range if item.start or item.end]
    body: Json = {
        "query": _matching(query, words, [*early, *ranges]),
        "sort": _ORDERS[query.order],
        "from": query.offset,
        "size": query.limit,
        "track_total_hits": True,
    }
    if query.after:
        body["search_after"] = [_day_number(query.after.day, query.order), str(query.after.id)]
    if late:
        body["post_filter"] = {"bool": {"filter": list(late.values())}}
    if query.facet:
        body["aggs"] = _counting(query, late)
    return body


def _day_number(day: date | None, order: Sort) -> int:
    return day.toordinal() if day else MISSING[order]


def completion(begun: str, *, limit: int) -> Json:
    """The request for the words that begin so, the most frequent first."""
    literal = "".join(sign if sign.isalnum() else f"\\{sign}" for sign in begun)
    words = {"field": "word", "include": f"{literal}.*", "size": limit}
    return {"query": {"prefix": {"word": begun}}, "size": 0, "aggs": {"words": {"terms": words}}}


def _matching(query: asked.Query, words: Sequence[Wanted], conditions: Sequence[Json]) -> Json:
    """Every word must be there, in any field. A text without any word finds nothing; no text finds everything."""
    if query.text.strip() and not words:
        return {"match_none": {}}
    parts = {
        "must": [_wanted(item) for item in words if not item.optional],
        "should": [_wanted(item) for item in words if item.optional],
        "filter": list(conditions),
    }
    return {"bool": {occur: clauses for occur, clauses in parts.items() if clauses}}


def _wanted(item: Wanted) -> Json:
    """Any of the wordings: the best one gives the score."""
    found = [_wording(each) for each in item.wordings]
    clause = found[0] if len(found) == 1 else _best(found)
    return clause if item.worth == 1.0 else {"bool": {"must": [clause], "boost": item.worth}}


def _wording(item: Wording) -> Json:
    if item.phrase:
        return _best([_phrase(name, item) for name in SEARCHED])
    words = [_word(word, item.worth) for word in item.words]
    return words[0] if len(words) == 1 else {"bool": {"should": words, "minimum_should_match": item.least}}


def _word(word: Word, worth: float) -> Json:
    """Any form of a word in any field: the best place gives the score."""
    return _best(
        [
            {
                "term": {
                    f"{'stem' if form.is_stem else 'text'}_{name}": {
                        "value": form.term,
                        "boost": FIELDS[name].weight * worth * form.worth,
                    }
                }
            }
            for name in SEARCHED
            for form in word
        ]
    )


def _phrase(name: str, item: Wording) -> Json:
    words = " ".join(word[0].term for word in item.words)  # a term has no white space, where the field is split
    return {"match_phrase": {f"text_{name}": {"query": words, "boost": FIELDS[name].weight * item.worth}}}


def _best(places: Sequence[Json]) -> Json:
    return {"dis_max": {"tie_breaker": TIE, "queries": places}}


def _filter(name: str, values: Sequence[str]) -> Json:
    return {"terms": {f"value_{name}": _compared(name, values)}}


def _compared(name: str, values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(compared(name, value) for value in values))


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
    """The most frequent values of a field, the number of all values, and the chosen ones even if they are rare; of free text the
    usual spelling.
    """
    field, chosen = f"value_{name}", _compared(name, query.chosen(name))
    usual: Json = {"aggs": {"name": {"terms": {"field": f"name_{name}", "size": 1}}}} if name in NAMED else {}
    counted: Json = {
        f"top_{name}": {"terms": {"field": field, "size": query.facet_size}} | usual,
        f"distinct_{name}": {"cardinality": {"field": field, "precision_threshold": DISTINCT}},
    }
    if chosen:
        counted[f"chosen_{name}"] = {"terms": {"field": field, "include": chosen, "size": len(chosen)}} | usual
    return counted
