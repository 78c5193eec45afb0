"""Query -> Tantivy query. Pure: no index is used."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from uuid import UUID

from tantivy import FieldType, Occur, Query

from .. import query as asked
from ..asking.wanted import Asked, Form, Match, Wanted, Word, Wording
from ..extent import BOX_COLUMNS, Alternatives, Bound, in_area, in_period
from ..fields import COLUMNS, FIELDS, NAMED, SEARCHED, SPANS, compared
from ..ranking import TIE, WHOLE
from ..streams import Stream
from .schema import schema, sort_keys


def matching(query: asked.Query, match: Match, *, without: str | None = None, but: Sequence[UUID] = ()) -> Query:
    """The documents that a query asks for; `without` is the field whose own filter is left out, for counting its values, and
    `but` are documents that are left out.
    """
    conditions = [
        *(_filter(name, values) for name, values in query.filters().items() if name != without),
        *(_range(item) for item in query.range if item.start or item.end),
        *map(_any, in_area(query.box) if query.box else ()),
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


def behind(matched: Query, place: asked.Place, order: str) -> Query:
    """The documents of a query that come behind a place in an order by date; `order` is the field with its numbers."""
    number = sort_keys(place.id, place.day.toordinal() if place.day else None)[order == "oldest"]
    if not number:
        return Query.empty_query()
    rest = Query.range_query(schema(), order, FieldType.Unsigned, 0, number - 1)
    return Query.boolean_query([(Occur.Must, matched), (Occur.Must, Query.const_score_query(rest, 0.0))])


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
    return Query.range_query(
        schema(),
        f"day_{item.field}",
        FieldType.Integer,
        lower_bound=item.start.toordinal() if item.start else None,
        upper_bound=item.end.toordinal() if item.end else None,
    )
