"""Query -> Tantivy query. Pure: no index is used."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from tantivy import FieldType, Occur, Order, Query

from .. import query as asked
from ..asking.question import terms
from ..asking.wanted import Asked, Form, Match, Wanted, Word, Wording
from ..extent import BOX_COLUMNS, Alternatives, Bound, in_area, in_period
from ..fields import COLUMNS, FIELDS, MOMENTS, NAMED, SEARCHED, SPANS, compared
from ..moments import in_moments, second_of
from ..query import Sort
from ..ranking import TIE, WHOLE
from ..streams import Stream
from .schema import NUMBER_BITS, halves, schema, sort_keys


class Ordered(NamedTuple):
    """The column with the numbers of an order, and which of them come first. Equal ones are in the order of their ids."""

    column: str
    way: Order = Order.Desc


ORDERS = {
    Sort.MODIFIED: Ordered("newest"),
    Sort.OLDEST: Ordered("oldest"),
    Sort.CHANGED: Ordered("changed"),
    Sort.CHANGED_OLDEST: Ordered("changed_oldest"),
    Sort.ID: Ordered("id_high", Order.Asc),
}
"""Every order but that of relevance."""


def matching(query: asked.Query, match: Match, *, without: str | None = None, but: Sequence[UUID] = ()) -> Query:
    """The documents that a query asks for; `without` is the field whose own filter is left out, for counting its values, and
    `but` are documents that are left out.
    """
    conditions = [
        *(_filter(name, values) for name, values in query.filters().items() if name != without),
        *(_range(item) for item in query.range if item.start or item.end),
        *map(_any, in_area(query.box) if query.box else ()),
        *([_where(query.where)] if query.where else []),
    ]
    return Query.boolean_query(
        [
            (Occur.Must, _match(match)),
            *((Occur.Must, Query.const_score_query(each, 0.0)) for each in conditions),
            *([(Occur.MustNot, those(but))] if but else []),
        ]
    )


def those(ids: Iterable[UUID]) -> Query:
    """The documents with these ids."""
    return Query.term_set_query(schema(), "id", [str(each) for each in ids])


def places(word: Word) -> Iterator[tuple[str, str, Form]]:
    """Where a word is looked for: the name of the field, the field of the index, and the form."""
    return ((name, f"{form.stream.value}_{name}", form) for form in word for name in COLUMNS[form.stream])


def behind(matched: Query, place: asked.Place, sort: Sort) -> Query:
    """The documents of a query that come behind a place in an order: those with a number behind its own, and those with the same
    number and a greater id.
    """
    high, low = halves(place.id)
    greater = [
        _above("id_high", high),
        Query.boolean_query([(Occur.Must, _is("id_high", high)), (Occur.Must, _above("id_low", low))]),
    ]
    if sort is not Sort.ID:
        column, number = ORDERS[sort].column, _number(place, sort)
        same = Query.boolean_query([(Occur.Must, _is(column, number)), (Occur.Must, _either(greater))])
        greater = [_below(column, number), same]
    return Query.boolean_query([(Occur.Must, matched), (Occur.Must, Query.const_score_query(_either(greater), 0.0))])


def _number(place: asked.Place, sort: Sort) -> int:
    """The number of a place in an order by date."""
    day, second = place.day.toordinal() if place.day else None, second_of(place.moment) if place.moment else None
    return sort_keys(place.id, day, second)[ORDERS[sort].column]


def _either(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, each) for each in queries])


def _is(column: str, number: int) -> Query:
    return Query.range_query(schema(), column, FieldType.Unsigned, number, number)


def _above(column: str, number: int) -> Query:
    highest = (1 << NUMBER_BITS) - 1
    return Query.range_query(schema(), column, FieldType.Unsigned, number, highest, include_lower=False)


def _below(column: str, number: int) -> Query:
    return Query.range_query(schema(), column, FieldType.Unsigned, 0, number, include_upper=False)


def counting(fields: Iterable[str]) -> dict[str, dict[str, dict[str, object]]]:
    """The request that counts the values of fields. It asks for all values, because a shorter list would have wrong counts."""
    columns = {name: f"{'name' if name in NAMED else 'value'}_{name}" for name in fields}
    return {name: {"terms": {"field": column, "size": MAX_VALUES}} for name, column in columns.items()}


MAX_VALUES = 65_000
"""The most values of a field that are counted; Tantivy allows no more in one request."""


def _match(match: Match) -> Query:
    """Any of the questions: their scores are added. Further documents get no score."""
    if match.all:
        return Query.const_score_query(Query.all_query(), 0.0)
    found = [_asked(each) for each in match.asked if not each.is_empty()]
    if match.also:
        found.append(Query.const_score_query(those(match.also), 0.0))
    if not found:
        return Query.empty_query()
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, each) for each in found])


@lru_cache(maxsize=128)
def _asked(question: Asked) -> Query:
    """Enough of the words, in any field. A document with all of them gets a high number on top.

    An answer takes several searches with the same question, so the last ones are remembered.
    """
    counted = [wanted(word) for word in question.words if not word.optional]
    clauses = [
        *((Occur.Must, wanted(each)) for each in question.must),
        *((Occur.MustNot, wanted(each)) for each in question.never),
        *((Occur.Should, wanted(word)) for word in question.words if word.optional),
    ]
    all_of_it = [(Occur.Must, wanted(word.strictly())) for word in question.words if not word.optional]
    if question.strict or not counted:
        clauses += [*all_of_it, (Occur.Must, Query.const_score_query(Query.all_query(), WHOLE))]
        return Query.boolean_query(clauses)
    enough = Query.boolean_query([(Occur.Should, each) for each in counted], minimum_number_should_match=question.least)
    whole = Query.const_score_query(Query.boolean_query(all_of_it), WHOLE)
    return Query.boolean_query([*clauses, (Occur.Must, enough), (Occur.Should, whole)])


def wanted(item: Wanted) -> Query:
    """Any of the wordings: the best one gives the score."""
    found = [_wording(each) for each in item.wordings]
    best = found[0] if len(found) == 1 else Query.disjunction_max_query(found, TIE)
    return best if item.worth == 1.0 else Query.boost_query(best, item.worth)


def _wording(item: Wording) -> Query:
    if item.phrase:
        return Query.disjunction_max_query([_phrase(name, item) for name in SEARCHED], TIE)
    words = [_word(word, item.worth) for word in item.words]
    if len(words) == 1:
        return words[0]
    return Query.boolean_query([(Occur.Should, word) for word in words], minimum_number_should_match=item.least)


def _word(word: Word, worth: float) -> Query:
    """Any form of a word in any field: the best form of each field gives its score, and these are added."""
    by_field: defaultdict[str, list[Query]] = defaultdict(list)
    for name, field, form in places(word):
        found = Query.term_query(schema(), field, form.term)
        by_field[name].append(Query.boost_query(found, FIELDS[name].weight * worth * form.worth))
    fields = [forms[0] if len(forms) == 1 else Query.disjunction_max_query(forms, TIE) for forms in by_field.values()]
    return fields[0] if len(fields) == 1 else Query.boolean_query([(Occur.Should, each) for each in fields])


def _phrase(name: str, item: Wording) -> Query:
    field, first, *others = f"{Stream.TERM.value}_{name}", *(word[0].term for word in item.words)
    found = Query.phrase_query(schema(), field, [first, *others]) if others else Query.term_query(schema(), field, first)
    return Query.boost_query(found, FIELDS[name].weight * item.worth)


def _filter(name: str, values: Sequence[str]) -> Query:
    """Any of the values, each looked for by itself: of a set of terms Tantivy reads all documents first."""
    found = [
        Query.term_query(schema(), f"value_{name}", value, index_option="basic")
        for value in dict.fromkeys(compared(name, each) for each in values)
    ]
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, each) for each in found])


def _where(condition: asked.Condition) -> Query:
    match condition:
        case asked.All():
            return Query.boolean_query([(Occur.Must, each) for each in (Query.all_query(), *map(_where, condition.condition))])
        case asked.Either():
            return Query.boolean_query([(Occur.Should, each) for each in (Query.empty_query(), *map(_where, condition.either))])
        case asked.Without():
            return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, _where(condition.without))])
        case _:
            return _leaf(condition)


def _leaf(condition: asked.Filter | asked.DateRange | asked.Words | asked.Ids | asked.Area) -> Query:
    match condition:
        case asked.Filter():
            return _filter(condition.field, condition.value)
        case asked.DateRange():
            return _range(condition)
        case asked.Words():
            return _written(condition)
        case asked.Ids():
            return those(condition.id)
        case asked.Area():
            return Query.boolean_query([(Occur.Must, _any(each)) for each in in_area(condition)])


def _written(item: asked.Words) -> Query:
    """The words side by side, in any of the fields."""
    names, words = [item.field] if item.field else SEARCHED, terms(item.text)
    if not words:
        return Query.empty_query()
    return Query.boolean_query(
        [(Occur.Should, _side_by_side(f"{Stream.TERM.value}_{name}", words, begun=item.begun)) for name in names]
    )


def _side_by_side(field: str, words: list[str], *, begun: bool) -> Query:
    if begun and len(words) == 1:
        return Query.regex_query(schema(), field, f"{re.escape(words[0])}.*")
    if begun:
        return Query.phrase_prefix_query(schema(), field, list(words))
    return Query.phrase_query(schema(), field, list(words)) if len(words) > 1 else Query.term_query(schema(), field, words[0])


def _any(alternatives: Alternatives) -> Query:
    found = (Query.boolean_query([(Occur.Must, _bound(bound)) for bound in each]) for each in alternatives)
    return Query.boolean_query([(Occur.Should, each) for each in found])


def _bound(bound: Bound) -> Query:
    if bound.column in BOX_COLUMNS:
        return Query.range_query(schema(), bound.column, FieldType.Float, lower_bound=bound.least, upper_bound=bound.most)
    least, most = (None if end is None else int(end) for end in (bound.least, bound.most))
    return Query.range_query(schema(), bound.column, FieldType.Integer, lower_bound=least, upper_bound=most)


def _range(item: asked.DateRange) -> Query:
    if item.field in SPANS:
        return _any(in_period(item))
    if item.field in MOMENTS:
        return _bound(in_moments(item))
    return Query.range_query(
        schema(),
        f"day_{item.field}",
        FieldType.Integer,
        lower_bound=item.start.toordinal() if item.start else None,
        upper_bound=item.end.toordinal() if item.end else None,
    )
