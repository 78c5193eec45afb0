"""The declared portals: their shapes, and functions that make them from declarations and store."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from schemas.assessment import AssertedBy, LicenseStatus
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
    quality: Link


class LicenseFigures(Model):
    """What the active records of a portal say about their licence: each record counts once.

    `stated` has a licence, or a name that several licences share, in words of the publisher, the portal or a person;
    `republished` the same in words of somebody else who republishes. `conflict` has statements that differ, `unread` only words
    that we do not understand. Of the rest nobody states a licence: for `law` the law of the state names terms, for `none` nothing
    does. `share` is the part of `stated`.
    """

    stated: int
    republished: int
    conflict: int
    unread: int
    law: int
    none: int
    share: float


class SourceAnswer(Model):
    """A portal: our declaration of it, how many of its records we keep, and its last runs.

    `licenses` is there in the answer about one portal that has records.
    """

    declaration: Source
    records: int
    licenses: LicenseFigures | None = None
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
    found = _source(source, store.records.count(source=source.id), store.runs.latest().get(source.id))
    return found.model_copy(update={"licenses": license_figures(store, source.id)})


def license_figures(store: Store, source: str) -> LicenseFigures | None:
    """What the records of a portal say about their licence; None if it has no records."""
    return figures_of(store.figures.licenses(source))


def figures_of(counted: Mapping[tuple[LicenseStatus, AssertedBy], int]) -> LicenseFigures | None:
    """The figures of records that are counted by the status of their licence and who asserts it; None if there are none."""
    counts: Counter[str] = Counter()
    for (status, asserted_by), records in counted.items():
        counts[_license_figure(status, asserted_by)] += records
    total = counts.total()
    names = ("stated", "republished", "conflict", "unread", "law", "none")
    return LicenseFigures(**{name: counts[name] for name in names}, share=counts["stated"] / total) if total else None


def _license_figure(status: LicenseStatus, asserted_by: AssertedBy) -> str:
    """The figure that a record counts for."""
    match status:
        case LicenseStatus.IDENTIFIED | LicenseStatus.AMBIGUOUS:
            return "republished" if asserted_by is AssertedBy.HARVESTER else "stated"
        case LicenseStatus.CONFLICT:
            return "conflict"
        case LicenseStatus.UNKNOWN:
            return "unread"
        case LicenseStatus.NOT_STATED:
            return "law" if asserted_by is AssertedBy.RULE else "none"


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
            quality=links.quality([("source", source.id)]),
        ),
    )
