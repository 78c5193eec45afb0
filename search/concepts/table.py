"""All concepts, from all sources, by id.

A further source of concepts is a function more in `SOURCES`.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from threading import Lock

from .concept import Concept, ConceptInvalid
from .names import currencies, languages, places
from .provinces import provinces
from .written import written

SOURCES: tuple[Callable[[], Iterable[Concept]], ...] = (written, places, provinces, languages, currencies)
"""Where concepts come from. Each gives checked concepts; an id may come once."""


_LOADING = Lock()


def concepts() -> Mapping[str, Concept]:
    """Every concept by its id. Loaded at its first use, once for all threads. Raises `ConceptInvalid`."""
    with _LOADING:
        return _concepts()


@cache
def _concepts() -> Mapping[str, Concept]:
    return gathered(concept for source in SOURCES for concept in source())


def gathered(found: Iterable[Concept]) -> Mapping[str, Concept]:
    """The concepts by id. Raises `ConceptInvalid` if an id comes twice, or a wider concept does not exist."""
    table: dict[str, Concept] = {}
    for each in found:
        if each.id in table:
            raise ConceptInvalid(f"{each.id}, id: two concepts have it")
        table[each.id] = each
    for each in table.values():
        for wider in each.broader:
            if wider not in table:
                raise ConceptInvalid(f"{each.id}, broader: there is no concept {wider!r}")
    return table


def concept(id: str) -> Concept:
    """One concept. Raises `KeyError`."""
    return concepts()[id]


def wider(id: str, table: Mapping[str, Concept]) -> tuple[str, ...]:
    """The ids of all concepts that are wider than one, the nearest first; a circle ends where it began."""
    found: dict[str, None] = {}
    waiting = deque(table[id].broader)
    while waiting:
        each = waiting.popleft()
        if each not in found and each != id:
            found[each] = None
            waiting.extend(table[each].broader)
    return tuple(found)
