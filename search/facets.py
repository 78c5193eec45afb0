"""The facets of an answer from the counts of an engine."""

from collections import defaultdict
from collections.abc import Mapping

from .fields import compared, size
from .query import Facet, FacetValue, Query


def facet(
    name: str, counts: Mapping[str, int], query: Query, *, distinct: int | None = None, shown: Mapping[str, str] | None = None
) -> Facet:
    """The most frequent values, and the chosen ones even if they are rare.

    `counts` has all values, or at least the most frequent and the chosen ones; then `distinct` is the number of all values.
    Values of free text are counted as they are compared; `shown` has their usual spelling.
    """
    chosen = {compared(name, value): value for value in query.chosen(name)}
    names = chosen | dict(shown or {})
    every = dict.fromkeys(chosen, 0) | dict(counts)
    ranked = sorted(every, key=lambda value: (-every[value], value))
    most = size(name, query)
    listed = [value for at, value in enumerate(ranked) if at < most or value in chosen]
    values = tuple(FacetValue(value=names.get(value, value), count=every[value], chosen=value in chosen) for value in listed)
    known = len(every) if distinct is None else distinct + sum(not every[value] for value in listed)
    return Facet(field=name, value=values, other=max(0, known - len(listed)))


def usual(name: str, spellings: Mapping[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    """The counts of values as they are compared, and the most frequent spelling of each.

    A record has one spelling of a value, so the sums are numbers of records.
    """
    counts: defaultdict[str, int] = defaultdict(int)
    shown: dict[str, str] = {}
    for spelling, count in sorted(spellings.items(), key=lambda item: (-item[1], item[0])):
        key = compared(name, spelling)
        counts[key] += count
        shown.setdefault(key, spelling)
    return dict(counts), shown
