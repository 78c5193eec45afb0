"""Query -> request. Pure: nothing is sent, and the same query gives the same request."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from .. import query as asked
from ..asking.question import terms
from ..asking.wanted import Asked, Match, Wanted, Word, Wording
from ..extent import Alternatives, Bound, in_area, in_period
from ..fields import COLUMNS, FIELDS, MOMENTS, NAMED, SEARCHED, SORT_DAY, SORT_MOMENT, SPANS, compared, size
from ..moments import EARLIEST, column, in_moments, last_second, second_of
from ..query import BY_DAY, BY_MOMENT, Sort
from ..ranking import TIE, WHOLE
from ..streams import Stream

Json = dict[str, Any]

UNFILTERED = ""
"""The name of the aggregation for all fields that are not filtered; each other field has one under its own name."""

DISTINCT = 40_000
"""Up to this number the values of a field are counted (almost) exactly; it is the highest that Elasticsearch accepts."""

BEGUN = 1000
"""How many words that begin as the last word of a phrase are looked for."""

MISSING = {
    Sort.MODIFIED: 0,
    Sort.OLDEST: date.max.toordinal() + 1,
    Sort.CHANGED: EARLIEST - 1,
    Sort.CHANGED_OLDEST: last_second(date.max) + 1,
}
"""The number of a day or a second by which a record without a date is sorted, so that it comes last."""

_FIRST = {"id": "asc"}
_ORDERS: dict[Sort, list[Json]] = {
    Sort.RELEVANCE: [{"_score": "desc"}, _FIRST],
    Sort.MODIFIED: [{f"day_{SORT_DAY}": {"order": "desc", "missing": MISSING[Sort.MODIFIED]}}, _FIRST],
    Sort.OLDEST: [{f"day_{SORT_DAY}": {"order": "asc", "missing": MISSING[Sort.OLDEST]}}, _FIRST],
    Sort.CHANGED: [{column(SORT_MOMENT): {"order": "desc", "missing": MISSING[Sort.CHANGED]}}, _FIRST],
    Sort.CHANGED_OLDEST: [{column(SORT_MOMENT): {"order": "asc", "missing": MISSING[Sort.CHANGED_OLDEST]}}, _FIRST],
    Sort.ID: [_FIRST],
}


def request(query: asked.Query, match: Match, *, first: Sequence[UUID] = ()) -> Json:
    """The whole search in one request. Those of `first` come first, in their order, if the page begins among them.

    A filter on a field that is counted is applied after the counting (`post_filter`). Each such field is counted under the
    filters of the others, so its numbers say how many records another value would find.
    """
    filters = {name: _filter(name, values) for name, values in query.filters().items()}
    late = {name: clause for name, clause in filters.items() if name in query.facet}
    early = [clause for name, clause in filters.items() if name not in late]
    body: Json = {
        "query": _page(query, _conditioned(match, [*early, *_ranges(query)]), first),
        "sort": _ORDERS[query.order],
        "from": query.offset,
        "size": query.limit,
        "track_total_hits": True,
    }
    if query.bare:
        body["_source"] = False
    if query.after:
        body["search_after"] = [*_number(query.after, query.order), str(query.after.id)]
    if late:
        body["post_filter"] = {"bool": {"filter": list(late.values())}}
    if query.facet:
        body["aggs"] = _counting(query, late)
    return body


def candidates(query: asked.Query, match: Match, *, limit: int) -> Json:
    """The request for the best records, with what decides their order."""
    return {
        "query": _filtered(query, match),
        "sort": _ORDERS[Sort.RELEVANCE],
        "size": limit,
        "_source": False,
        "docvalue_fields": ["language", "completeness", f"day_{SORT_DAY}"],
        "track_total_hits": False,
    }


def counted(query: asked.Query, match: Match) -> Json:
    """The request for the number of records."""
    return {"query": _filtered(query, match), "size": 0, "track_total_hits": True}


def holding(words: Sequence[Wanted]) -> Json:
    """The request that tells of each word whether any record has it, by its place in the list."""
    named = {str(at): _wanted(word) for at, word in enumerate(words)}
    return {"size": 0, "track_total_hits": False, "aggs": {"held": {"filters": {"filters": named}}}}


def _page(query: asked.Query, found: Json, first: Sequence[UUID]) -> Json:
    """What is found, with a number on top of the scores of the first ones that is higher than all others and falls from one to
    the next. A record that several questions find in whole has several times `WHOLE` already.
    """
    if not first or query.order is not Sort.RELEVANCE:
        return found
    front = [
        {"constant_score": {"filter": {"term": {"id": str(each)}}, "boost": 4 * WHOLE * (len(first) - at)}}
        for at, each in enumerate(first)
    ]
    return {"bool": {"must": [found], "should": front}}


def _filtered(query: asked.Query, match: Match) -> Json:
    filters = [_filter(name, values) for name, values in query.filters().items()]
    return _conditioned(match, [*filters, *_ranges(query)])


def _ranges(query: asked.Query) -> list[Json]:
    """The ranges of days and moments, the area, and the further condition."""
    areas = in_area(query.box) if query.box else ()
    further = [_where(query.where)] if query.where else []
    return [*(_range(item) for item in query.range if item.start or item.end), *map(_any, areas), *further]


def _number(place: asked.Place, order: Sort) -> list[int]:
    """The number of a place, if its order has one besides the id."""
    if order in BY_DAY:
        return [place.day.toordinal() if place.day else MISSING[order]]
    if order in BY_MOMENT:
        return [second_of(place.moment) if place.moment else MISSING[order]]
    return []


def completion(begun: str, *, within: Match, limit: int) -> Json:
    """The request for the words that begin so, the most frequent first, in active records that `within` finds.

    The keys are in the same field; they have a colon, and no word has one.
    """
    literal = "".join(sign if sign.isalnum() else f"\\{sign}" for sign in begun)
    words = {"field": "word", "include": f"{literal}[^:]*", "size": limit}
    found = _filtered(asked.Query(), within)
    return {
        "query": {"bool": {"filter": [{"prefix": {"word": begun}}, found]}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {"words": {"terms": words}},
    }


def _conditioned(match: Match, conditions: Sequence[Json]) -> Json:
    return {"bool": {"must": [_match(match)], "filter": list(conditions)}}


def _match(match: Match) -> Json:
    """Any of the questions: their scores are added. Further records get no score."""
    if match.all:
        return {"constant_score": {"filter": {"match_all": {}}, "boost": 0.0}}
    found = [_asked(each) for each in match.asked if not each.is_empty()]
    if match.also:
        found.append({"constant_score": {"filter": {"ids": {"values": [str(each) for each in match.also]}}, "boost": 0.0}})
    if not found:
        return {"match_none": {}}
    return found[0] if len(found) == 1 else {"bool": {"should": found}}


def _asked(question: Asked) -> Json:
    """Enough of the words, in any field. A record with all of them gets a high number on top."""
    counted = [_wanted(word) for word in question.words if not word.optional]
    must = [_wanted(each) for each in question.must]
    should = [_wanted(word) for word in question.words if word.optional]
    all_of_it = [_wanted(word.strictly()) for word in question.words if not word.optional]
    if question.strict or not counted:
        must += all_of_it
        must.append({"constant_score": {"filter": {"match_all": {}}, "boost": WHOLE}})
    else:
        must.append({"bool": {"should": counted, "minimum_should_match": question.least}})
        should.append({"constant_score": {"filter": {"bool": {"filter": all_of_it}}, "boost": WHOLE}})
    parts = {"must": must, "should": should, "must_not": [_wanted(each) for each in question.never]}
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
    """Any form of a word in any field: the best form of each field gives its score, and these are added."""
    by_field: defaultdict[str, list[Json]] = defaultdict(list)
    for form in word:
        for name in COLUMNS[form.stream]:
            found = {"value": form.term, "boost": FIELDS[name].weight * worth * form.worth}
            by_field[name].append({"term": {f"{form.stream.value}_{name}": found}})
    fields = [_best(forms) for forms in by_field.values()]
    return fields[0] if len(fields) == 1 else {"bool": {"should": fields}}


def _phrase(name: str, item: Wording) -> Json:
    words = " ".join(word[0].term for word in item.words)  # a term has no white space, where the field is split
    return {"match_phrase": {f"{Stream.TERM.value}_{name}": {"query": words, "boost": FIELDS[name].weight * item.worth}}}


def _best(places: Sequence[Json]) -> Json:
    return places[0] if len(places) == 1 else {"dis_max": {"tie_breaker": TIE, "queries": places}}


def _filter(name: str, values: Sequence[str]) -> Json:
    return {"terms": {f"value_{name}": _compared(name, values)}}


def _compared(name: str, values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(compared(name, value) for value in values))


def _where(condition: asked.Condition) -> Json:
    match condition:
        case asked.All():
            return {"bool": {"filter": [{"match_all": {}}, *map(_where, condition.condition)]}}
        case asked.Either():
            return {"bool": {"should": [{"match_none": {}}, *map(_where, condition.either)]}}
        case asked.Without():
            return {"bool": {"must_not": [_where(condition.without)]}}
        case _:
            return _leaf(condition)


def _leaf(condition: asked.Filter | asked.DateRange | asked.Words | asked.Ids | asked.Area) -> Json:
    match condition:
        case asked.Filter():
            return _filter(condition.field, condition.value)
        case asked.DateRange():
            return _range(condition)
        case asked.Words():
            return _written(condition)
        case asked.Ids():
            return {"ids": {"values": [str(each) for each in condition.id]}}
        case asked.Area():
            return {"bool": {"filter": [_any(each) for each in in_area(condition)]}}


def _written(item: asked.Words) -> Json:
    """The words side by side, in any of the fields."""
    words = terms(item.text)
    if not words:
        return {"match_none": {}}
    names = [item.field] if item.field else SEARCHED
    return {"bool": {"should": [_side_by_side(f"{Stream.TERM.value}_{name}", words, begun=item.begun) for name in names]}}


def _side_by_side(field: str, words: list[str], *, begun: bool) -> Json:
    if begun and len(words) == 1:
        return {"prefix": {field: words[0]}}
    if begun:
        return {"match_phrase_prefix": {field: {"query": " ".join(words), "max_expansions": BEGUN}}}
    return {"match_phrase": {field: {"query": " ".join(words)}}}


def _any(alternatives: Alternatives) -> Json:
    return {"bool": {"should": [{"bool": {"filter": [_bound(bound) for bound in each]}} for each in alternatives]}}


def _bound(bound: Bound) -> Json:
    ends = {"gte": bound.least, "lte": bound.most}
    return {"range": {bound.column: {end: number for end, number in ends.items() if number is not None}}}


def _range(item: asked.DateRange) -> Json:
    if item.field in SPANS:
        return _any(in_period(item))
    if item.field in MOMENTS:
        return _bound(in_moments(item))
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
        f"top_{name}": {"terms": {"field": field, "size": size(name, query)}} | usual,
        f"distinct_{name}": {"cardinality": {"field": field, "precision_threshold": DISTINCT}},
    }
    if chosen:
        counted[f"chosen_{name}"] = {"terms": {"field": field, "include": chosen, "size": len(chosen)}} | usual
    return counted
