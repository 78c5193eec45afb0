"""The declared portals: their shapes, and functions that make them from declarations and store."""

from collections.abc import Iterable
from pathlib import Path

from schemas.model import Model
from schemas.source import Source

from ..store import Store
from ..store.runs import Latest
from . import links
from .links import Link
from .runs import RunAnswer, run_view


class SourceLinks(Model):
    self: Link
    datasets: Link
    runs: Link
    holds: Link


class SourceAnswer(Model):
    """A portal: our declaration of it, how many of its records we keep, and its last runs."""

    declaration: Source
    records: int
    last_run: RunAnswer | None = None
    last_done: RunAnswer | None = None
    links: SourceLinks


class SourcesAnswer(Model):
    """The declared portals, by id."""

    total: int
    items: tuple[SourceAnswer, ...]


def list_sources(store: Store, declared: Iterable[Source]) -> SourcesAnswer:
    """Every declared portal, harvested or not."""
    counts, latest = store.records.counts(), store.runs.latest()
    items = tuple(
        _source(each, counts.get(each.id, 0), latest.get(each.id)) for each in sorted(declared, key=lambda each: each.id)
    )
    return SourcesAnswer(total=len(items), items=items)


def source_view(store: Store, source: Source) -> SourceAnswer:
    """One portal."""
    return _source(source, store.records.count(source=source.id), store.runs.latest().get(source.id))


def _source(source: Source, records: int, runs: Latest | None) -> SourceAnswer:
    """A portal. The variable with its API key and the folders of its roots are left out: only the operator needs them."""
    return SourceAnswer(
        declaration=source.model_copy(update={"secret": None, "roots": tuple(Path(file).name for file in source.roots)}),
        records=records,
        last_run=run_view(runs.last) if runs else None,
        last_done=run_view(runs.done) if runs and runs.done else None,
        links=SourceLinks(
            self=links.source(source.id),
            datasets=links.search([("source", source.id)]),
            runs=links.runs([("source", source.id)]),
            holds=links.holds([("source", source.id)]),
        ),
    )
