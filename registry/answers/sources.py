"""The declared portals: their shapes, and functions that make them from declarations and store."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from harvesters.folders import SetAside
from schemas.assessment import AssertedBy, LicenseStatus
from schemas.source import Source

from ..store import Store
from . import links
from .runs import run_views
from .shapes.runs import RunAnswer
from .shapes.sources import (
    FaultAnswer,
    LicenseFigures,
    SetAsideAnswer,
    SourceAnswer,
    SourceLinks,
    SourcesAnswer,
    UndeclaredAnswer,
)


def list_sources(
    store: Store, declared: Iterable[Source], set_aside: Iterable[SetAside] = (), *, with_files: bool = False
) -> SourcesAnswer:
    """Every declared portal, harvested or not. `with_files` says of what is set aside where the files are and what is wrong."""
    counts, latest = store.records.counts(), _latest(store)
    items = tuple(
        _source(each, counts.get(each.id, 0), latest.get(each.id, {})) for each in sorted(declared, key=lambda each: each.id)
    )
    aside = tuple(set_aside_view(each, with_files=with_files) for each in set_aside)
    undeclared = undeclared_sources(counts, {item.declaration.id for item in items}, aside)
    return SourcesAnswer(total=len(items), items=items, undeclared=undeclared, set_aside=aside)


def undeclared_sources(
    counts: Mapping[str, int], declared: Container[str], set_aside: Iterable[SetAsideAnswer]
) -> tuple[UndeclaredAnswer, ...]:
    """The portals with records, by `counts`, that are not declared any more or whose declaration is set aside."""
    broken = {each.id for each in set_aside}
    return tuple(
        UndeclaredAnswer(id=id_, records=counts[id_], set_aside=id_ in broken) for id_ in sorted(counts) if id_ not in declared
    )


def set_aside_view(found: SetAside, *, with_files: bool) -> SetAsideAnswer:
    """A declaration that is set aside."""
    faults = tuple(FaultAnswer(file=str(each.file), line=each.line, message=each.message) for each in found.faults)
    return SetAsideAnswer(id=found.id, faults=len(faults), fault=faults if with_files else ())


def source_view(store: Store, source: Source) -> SourceAnswer:
    """One portal."""
    found = _source(source, store.records.count(source=source.id), _latest(store).get(source.id, {}))
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
    if not total:
        return None
    share, sourced = counts["stated"] / total, (counts["stated"] + counts["law"]) / total
    return LicenseFigures(**{name: counts[name] for name in names}, share=share, sourced=sourced)


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


def _latest(store: Store) -> dict[str, dict[str, RunAnswer]]:
    """The newest run of each source (`last_run`), and its newest run that is done (`last_done`), as far as there are."""
    found = {
        source: {"last_run": runs.last} | ({"last_done": runs.done} if runs.done else {})
        for source, runs in store.runs.latest().items()
    }
    views = {
        view.id: view for view in run_views(store, {run.id: run for runs in found.values() for run in runs.values()}.values())
    }
    return {source: {name: views[run.id] for name, run in runs.items()} for source, runs in found.items()}


def told_declaration(source: Source) -> Source:
    """What is told of a declaration. The variable with its API key and the folders of its roots only the operator needs."""
    return source.model_copy(update={"secret": None, "roots": tuple(Path(file).name for file in source.roots)})


def _source(source: Source, records: int, runs: Mapping[str, RunAnswer]) -> SourceAnswer:
    """A portal."""
    return SourceAnswer(
        declaration=told_declaration(source),
        records=records,
        **runs,
        links=SourceLinks(
            self=links.source(source.id),
            datasets=links.search([("source", source.id)]),
            runs=links.runs([("source", source.id)]),
            issues=links.open_issues(source.id),
            issues_csv=links.open_issues_csv(source.id),
            holds=links.holds([("source", source.id)]),
            quality=links.quality([("source", source.id)]),
        ),
    )
