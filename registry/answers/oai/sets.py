"""The sets of OAI-PMH: a portal, a state whose portals they are, a theme."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.formats.entry import Entry
from schemas.jurisdictions import states
from schemas.record import Status
from schemas.source import Source
from schemas.themes import themes
from search.ask import ask
from search.query import MAX_FACET, Filter, Query

from ...services import Services

EVERY = Filter(field="status", value=tuple(Status))
"""Withdrawn records too: the lists tell of deletions."""


class Set(NamedTuple):
    """A set: its `setSpec` and its name."""

    spec: str
    name: str


def sets_of(entry: Entry) -> Iterator[str]:
    """The sets that a record is in."""
    yield f"portal:{entry.record.source}"
    if entry.source:
        yield f"state:{entry.source.jurisdiction}"
    yield from dict.fromkeys(f"theme:{each.code}" for each in entry.record.dataset.theme if each.code in themes())


def sets(services: Services) -> Iterator[Set]:
    """The sets that have records. Raises the errors of the search."""
    query = Query(filter=(EVERY,), facet=("source", "theme"), facet_size=MAX_FACET, limit=0)
    held = {facet.field: [value.value for value in facet.value] for facet in ask(services.engine, query).facet}
    declared = {id: services.sources.get(id) for id in sorted(held["source"])}
    yield from (Set(f"portal:{id}", _title(source) or id) for id, source in declared.items())
    names = states()
    for code in sorted({source.jurisdiction for source in declared.values() if source}):
        yield Set(f"state:{code}", names.get(code, code))
    yield from (Set(f"theme:{code}", themes()[code].label) for code in sorted(held["theme"]) if code in themes())


def chosen(services: Services, spec: str) -> Filter | None:
    """The filter of the search that a `setSpec` stands for; None if there is no such set."""
    kind, _, value = spec.partition(":")
    if kind == "portal" and value:
        return Filter(field="source", value=(value,))
    if kind == "theme" and value in themes():
        return Filter(field="theme", value=(value,))
    portals = tuple(id for id, source in services.sources.items() if source.jurisdiction == value) if kind == "state" else ()
    return Filter(field="source", value=portals) if portals else None


def _title(source: Source | None) -> str | None:
    """The name of a portal, in English if it has one."""
    return (source.title.get("en") or next(iter(source.title.values()))) if source else None
