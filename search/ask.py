"""The one entry to search: all code that looks for records asks here, and no other code asks an engine for them.

What every question needs is done here, so that no caller and no engine repeats it. Today that is the choice of the facets to
count; later also what else a person may have meant, and a second try if nothing was found.
"""

from collections.abc import Sequence

from .engine import SearchEngine
from .fields import FACETS
from .query import Query, Results


def ask(engine: SearchEngine, query: Query, *, facets: Sequence[str] | None = None) -> Results:
    """The answer to a query. `facets` are the fields to count; without it those that the query names or, if it names none, all.

    Raises `UnknownField`, `IndexMissing` or `EngineUnavailable`.
    """
    names = tuple(facets) if facets is not None else query.facet or FACETS
    return engine.search(query.model_copy(update={"facet": names}))


def count(engine: SearchEngine, query: Query) -> int:
    """How many records a query has in all. Raises as `ask` does."""
    return ask(engine, query.model_copy(update={"offset": 0, "limit": 0}), facets=()).total
