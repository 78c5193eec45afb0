"""Query -> Tantivy query. Pure: no index is asked."""

from collections.abc import Iterable, Sequence

from tantivy import FieldType, Occur, Query

from .. import query as asked
from ..analysis.text import Form, Wanted
from ..fields import FIELDS, SEARCHED
from ..ranking import OPTIONAL, STEM, TIE
from .schema import schema


def matching(query: asked.Query, words: Sequence[Wanted], *, without: str | None = None) -> Query:
    """The documents that a query asks for; `without` is the field whose own filter is left out, for counting its values."""
    conditions = [
        *(_filter(name, values) for name, values in query.filters().items() if name != without),
        *(_range(item) for item in query.range if item.start or item.end),
    ]
    return Query.boolean_query([*_text(query, words), *((Occur.Must, Query.const_score_query(each, 0.0)) for each in conditions)])


def counting(fields: Iterable[str]) -> dict[str, dict[str, dict[str, object]]]:
    """The request that counts the values of fields. All values are asked for: a shorter list would have wrong counts."""
    return {name: {"terms": {"field": f"value_{name}", "size": MAX_VALUES}} for name in fields}


MAX_VALUES = 65_000
"""The most values of a field that are counted; Tantivy's own limit is 65,535 for one request."""


def _text(query: asked.Query, words: Sequence[Wanted]) -> list[tuple[Occur, Query]]:
    """Every word must be there, in whichever field; a text without any word finds nothing, and no text everything."""
    if not query.text.strip():
        return [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0))]
    if not words:
        return [(Occur.Must, Query.empty_query())]
    return [_clause(item) for item in words]


def _clause(item: Wanted) -> tuple[Occur, Query]:
    if item.optional:
        return Occur.Should, Query.boost_query(_wanted(item), OPTIONAL)
    return Occur.Must, _wanted(item)


def _wanted(item: Wanted) -> Query:
    if item.phrase:
        return Query.disjunction_max_query([_phrase(name, item.forms) for name in SEARCHED], TIE)
    if len(item.forms) == 1:
        return _word(item.forms[0])
    return Query.boolean_query([(Occur.Should, _word(form)) for form in item.forms], minimum_number_should_match=item.least)


def _word(form: Form) -> Query:
    """A word in any field, as written or by a stem: the best place decides its worth."""
    places = [
        Query.boost_query(Query.term_query(schema(), f"{prefix}_{name}", term), FIELDS[name].weight * worth)
        for name in SEARCHED
        for prefix, worth, terms in (("text", 1.0, (form.term,)), ("stem", STEM, form.stems))
        for term in terms
    ]
    return Query.disjunction_max_query(places, TIE)


def _phrase(name: str, forms: Sequence[Form]) -> Query:
    field, first, *others = f"text_{name}", *(form.term for form in forms)
    if not others:
        return Query.boost_query(Query.term_query(schema(), field, first), FIELDS[name].weight)
    return Query.boost_query(Query.phrase_query(schema(), field, [first, *others]), FIELDS[name].weight)


def _filter(name: str, values: Sequence[str]) -> Query:
    return Query.term_set_query(schema(), f"value_{name}", list(values))


def _range(item: asked.DateRange) -> Query:
    return Query.range_query(
        schema(),
        f"day_{item.field}",
        FieldType.Integer,
        lower_bound=item.start.toordinal() if item.start else None,
        upper_bound=item.end.toordinal() if item.end else None,
    )
