"""The one door to search: everybody who looks for records asks here, and here only an engine is asked.

What is done for every question has its place here, so that no caller and no engine repeats it: which facets are counted; later
what else a person may have meant, and a second try where nothing was found.
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
