"""Query -> Tantivy query. Pure: no index is used."""

from collections.abc import Iterable, Sequence

from tantivy import FieldType, Occur, Query

from .. import query as asked
from ..asking.wanted import Wanted, Word, Wording
from ..fields import FIELDS, NAMED, SEARCHED, compared
from ..ranking import TIE
from .schema import schema, sort_keys


def matching(query: asked.Query, words: Sequence[Wanted], *, without: str | None = None) -> Query:
    """The documents that a query asks for; `without` is the field whose own filter is left out, for counting its values."""
    conditions = [
        *(_filter(name, values) for name, values in query.filters().items() if name != without),
        *(_range(item) for item in query.range if item.start or item.end),
    ]
    return Query.boolean_query([*_text(query, words), *((Occur.Must, Query.const_score_query(each, 0.0)) for each in conditions)])


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
"""The most values of a field that are counted; Tantivy allows 65,535 in one request."""


def _text(query: asked.Query, words: Sequence[Wanted]) -> list[tuple[Occur, Query]]:
    """Every word must be there, in any field. A text without any word finds nothing; no text finds everything."""
    if not query.text.strip():
        return [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0))]
    if not words:
        return [(Occur.Must, Query.empty_query())]
    return [_clause(item) for item in words]


def _clause(item: Wanted) -> tuple[Occur, Query]:
    occur = Occur.Should if item.optional else Occur.Must
    return occur, _wanted(item) if item.worth == 1.0 else Query.boost_query(_wanted(item), item.worth)


def _wanted(item: Wanted) -> Query:
    """Any of the wordings: the best one gives the score."""
    found = [_wording(each) for each in item.wordings]
    return found[0] if len(found) == 1 else Query.disjunction_max_query(found, TIE)


def _wording(item: Wording) -> Query:
    if item.phrase:
        return Query.disjunction_max_query([_phrase(name, item) for name in SEARCHED], TIE)
    words = [_word(word, item.worth) for word in item.words]
    if len(words) == 1:
        return words[0]
    return Query.boolean_query([(Occur.Should, word) for word in words], minimum_number_should_match=item.least)


def _word(word: Word, worth: float) -> Query:
    """Any form of a word in any field: the best place gives the score."""
    places = [
        Query.boost_query(
            Query.term_query(schema(), f"{'stem' if form.is_stem else 'text'}_{name}", form.term),
            FIELDS[name].weight * worth * form.worth,
        )
        for name in SEARCHED
        for form in word
    ]
    return Query.disjunction_max_query(places, TIE)


def _phrase(name: str, item: Wording) -> Query:
    field, first, *others = f"text_{name}", *(word[0].term for word in item.words)
    found = Query.phrase_query(schema(), field, [first, *others]) if others else Query.term_query(schema(), field, first)
    return Query.boost_query(found, FIELDS[name].weight * item.worth)


def _filter(name: str, values: Sequence[str]) -> Query:
    return Query.term_set_query(schema(), f"value_{name}", list(dict.fromkeys(compared(name, value) for value in values)))


def _range(item: asked.DateRange) -> Query:
    return Query.range_query(
        schema(),
        f"day_{item.field}",
        FieldType.Integer,
        lower_bound=item.start.toordinal() if item.start else None,
        upper_bound=item.end.toordinal() if item.end else None,
    )
