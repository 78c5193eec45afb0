"""The facets of an answer from the counts of an engine."""

from collections.abc import Mapping

from .query import Facet, FacetValue, Query


def facet(name: str, counts: Mapping[str, int], query: Query, *, distinct: int | None = None) -> Facet:
    """The most frequent values, and the chosen ones even if they are rare.

    `counts` has all values, or at least the most frequent and the chosen ones; then `distinct` is the number of all values.
    """
    chosen = query.chosen(name)
    every = dict.fromkeys(chosen, 0) | dict(counts)
    ranked = sorted(every, key=lambda value: (-every[value], value))
    listed = [value for at, value in enumerate(ranked) if at < query.facet_size or value in chosen]
    values = tuple(FacetValue(value=value, count=every[value], chosen=value in chosen) for value in listed)
    known = len(every) if distinct is None else distinct + sum(not every[value] for value in listed)
    return Facet(field=name, value=values, other=max(0, known - len(listed)))
