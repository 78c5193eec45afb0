"""What the catalogue has, and of what it has little: the datasets of a search by state and language, theme, year and more.

All figures are counts of the index, of one search. What a dataset does not state is a value of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from schemas.assessment import LicenseStatus
from schemas.jurisdictions import ScoStatus, jurisdictions
from search.ask import Cuts, cuts
from search.params import render
from search.query import Facet, Filter, Query, Results, Sort
from search.values import UNKNOWN

from ..services import Services
from . import links
from .shapes.balance import Balance, BalanceDimension, BalanceState, BalanceValue, Conditions

OTHER = "other"
"""Stands for all states that are not members."""

STATE, WITHOUT = "jurisdiction", "without"
"""The field of the states, and the one with the fields that have no value."""

MOST_VALUES = 1000
"""The most values of a dimension that are counted; of more than these it is said how many there are."""

NOT_KNOWN = frozenset({UNKNOWN, *(each.value for each in LicenseStatus if each is not LicenseStatus.IDENTIFIED)})
"""The values that say that nothing is known. They are counted, and are in no evenness."""


@dataclass(frozen=True)
class Cut:
    """A field by which datasets are counted. `several`: one dataset can have several values, so it counts for each of them.

    `even`: its evenness tells something.
    """

    field: str
    several: bool = False
    even: bool = True


CUTS = (
    Cut("text_language", several=True),
    Cut("language", several=True),
    Cut("theme", several=True),
    Cut("modified_year"),
    Cut("license"),
    Cut("license_status", even=False),
    Cut("privacy_class"),
    Cut("format", several=True),
    Cut("source"),
)
"""What is counted for each state, in the order in which it is told."""


def members() -> tuple[str, ...]:
    """The member states."""
    return tuple(code for code, state in jurisdictions().items() if state.sco_status is ScoStatus.MEMBER)


def balance(services: Services, query: Query) -> Balance:
    """The figures of all that a query finds, whatever its page and order. Raises as `ask` does."""
    cut = cuts(services.engine, query)
    whole = _counted(cut, query)
    codes = dict(_states(query, whole))
    parts = {state: _part(cut, query, whole, each) for state, each in codes.items()}
    of_members = [part.total for state, part in parts.items() if state in members()]
    return Balance(
        day=services.clock().date(),
        total=whole.total,
        evenness=evenness(of_members, len(of_members)),
        states=tuple(
            BalanceState(
                state=state,
                count=part.total,
                share=share(part.total, whole.total),
                conditions={STATE: codes[state]} if codes[state] else {},
            )
            for state, part in parts.items()
        ),
        dimensions=tuple(_dimension(each, query, whole, parts) for each in CUTS),
        filtered=tuple(each.field for each in CUTS if query.chosen(each.field) or (each.several and query.chosen(WITHOUT))),
        same_from=cut.same_from,
        search=links.search(render(listed(query, {}))),
    )


def share(count: int, total: int) -> float:
    """A part of a whole, from 0 to 1."""
    return round(count / total, 6) if total else 0.0


def listed(query: Query, conditions: Mapping[str, Sequence[str]]) -> Query:
    """The search with further filters, in the order in which it finds what was counted."""
    order = Sort.MODIFIED if query.text.strip() else Sort.RELEVANCE
    plain = Query(
        **{name: getattr(query, name) for name in Query.model_fields if name not in {"sort", "offset", "limit", "after"}}
    )
    return _narrowed(plain, conditions).model_copy(update={"sort": order, "facet": (), "facet_size": Query().facet_size})


def evenness(counts: Sequence[int], kinds: int) -> float | None:
    """How evenly datasets are spread over `kinds` values: Shannon's entropy, divided by the most that it can be (Pielou's J′).

    E. C. Pielou, The measurement of diversity in different types of biological collections, Journal of Theoretical Biology 13,
    1966. None if there are no datasets, or not two values.
    """
    total = sum(counts)
    if kinds < 2 or not total:  # noqa: PLR2004
        return None
    shares = [count / total for count in counts if count]
    return round(abs(sum(share * log(share) for share in shares)) / log(kinds), 3)


@dataclass(frozen=True)
class _Part:
    """The counts of a part of the search: how many datasets, and how many have each value of each field."""

    total: int
    counts: Mapping[str, Mapping[str, int]]
    uncounted: Mapping[str, int]


def _counted(cut: Cuts, query: Query) -> _Part:
    """The counts of what a query finds. Of a field that it filters, only the values that it asks for: a facet has all."""
    names = (STATE, WITHOUT, *(each.field for each in CUTS))
    results = cut(_page(query).model_copy(update={"facet": names, "facet_size": MOST_VALUES}))
    facets = {facet.field: facet for facet in results.facet}
    counts = {name: dict(_asked(query, facet)) for name, facet in facets.items()}
    for each in CUTS:
        if each.several and (missing := _missing(cut, query, each.field, counts, results)):
            counts[each.field][UNKNOWN] = missing
    return _Part(results.total, counts, {name: 0 if query.chosen(name) else facet.other for name, facet in facets.items()})


def _asked(query: Query, facet: Facet) -> Iterator[tuple[str, int]]:
    chosen = query.chosen(facet.field)
    return ((each.value, each.count) for each in facet.value if each.count and (each.chosen or not chosen))


def _missing(cut: Cuts, query: Query, field: str, counts: Mapping[str, Mapping[str, int]], results: Results) -> int:
    """How many datasets have no value of a field. Under a filter on `without` they are what is left beside those with one."""
    if not query.chosen(WITHOUT):
        return counts[WITHOUT].get(field, 0) if not query.chosen(field) else 0
    if not (values := tuple(counts[field])):
        return results.total
    return results.total - cut(_page(_narrowed(query, {field: values}))).total


def _page(query: Query) -> Query:
    """The query, for its counts alone."""
    return query.model_copy(update={"offset": 0, "limit": 0, "after": None, "facet": ()})


def _narrowed(query: Query, conditions: Mapping[str, Sequence[str]]) -> Query:
    """The query with these values of fields, in the place of those that it asks for: what is counted is among these."""
    others = tuple(item for item in query.filter if item.field not in conditions)
    added = tuple(Filter(field=field, value=tuple(values)) for field, values in conditions.items() if values)
    return query.model_copy(update={"filter": (*others, *added)})


def _states(query: Query, whole: _Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The members, all other states, and no known state, each with its codes. If the query asks for states, only these."""
    chosen = query.chosen(STATE)
    named = tuple(code for code in chosen or whole.counts[STATE] if code not in members() and code != UNKNOWN)
    for state, codes in (*((code, (code,)) for code in members()), (OTHER, named), (UNKNOWN, (UNKNOWN,))):
        if not chosen or any(code in chosen for code in codes):
            yield state, codes


def _part(cut: Cuts, query: Query, whole: _Part, codes: tuple[str, ...]) -> _Part:
    """The counts of states."""
    if not any(code in whole.counts[STATE] for code in codes):
        return _Part(0, {}, {})
    return _counted(cut, _narrowed(query, {STATE: codes}))


def _dimension(each: Cut, query: Query, whole: _Part, parts: Mapping[str, _Part]) -> BalanceDimension:
    counts = whole.counts[each.field]
    known = [value for value in counts if value not in NOT_KNOWN]

    def even(part: _Part) -> float | None:
        of_part = part.counts.get(each.field, {})
        return evenness([of_part.get(value, 0) for value in known], len(known)) if each.even else None

    return BalanceDimension(
        field=each.field,
        several=each.several,
        kinds=len(known),
        evenness=even(whole),
        evenness_by_state={state: even(part) for state, part in parts.items()},
        values=tuple(
            BalanceValue(
                value=value,
                count=count,
                states={state: part.counts.get(each.field, {}).get(value, 0) for state, part in parts.items()},
                conditions=_conditions(each, value, query),
            )
            for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ),
        uncounted=whole.uncounted[each.field],
    )


def _conditions(each: Cut, value: str, query: Query) -> Conditions:
    """The filter that finds a value. What is not stated is found by another field, if the query does not ask for that already."""
    if each.several and value == UNKNOWN:
        return {} if query.chosen(WITHOUT) else {WITHOUT: (each.field,)}
    return {each.field: (value,)}


ROW = ("dimension", "value", "state", "datasets")
"""The columns of the table of all figures; `all` in `state` is the whole search."""


def rows(found: Balance) -> Iterable[tuple[str, str, str, str]]:
    """Every figure as a row."""
    yield STATE, "", "all", str(found.total)
    yield from ((STATE, "", each.state, str(each.count)) for each in found.states)
    for dimension in found.dimensions:
        for row in dimension.values:
            yield dimension.field, row.value, "all", str(row.count)
            yield from ((dimension.field, row.value, state, str(count)) for state, count in row.states.items())
