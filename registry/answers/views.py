"""From what we keep to what we answer: pure functions, shared by the API and the command line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.audit import AuditEntry
from schemas.holds import Hold
from schemas.issues import Issue, Severity
from schemas.record import CatalogRecord, record_id
from schemas.runs import IssueGroup, Run
from schemas.source import Source
from search.params import render
from search.query import MAX_OFFSET, Hit, Query, Results

from ..store.runs import Latest
from . import links
from .shapes import (
    FacetAnswer,
    HistoryAnswer,
    IssueAnswer,
    IssuesAnswer,
    Item,
    ItemLinks,
    RecordAnswer,
    RecordLinks,
    ReportsAnswer,
    RunAnswer,
    RunLinks,
    RunReport,
    RunsAnswer,
    SearchAnswer,
    SourceAnswer,
    SourceLinks,
    SourcesAnswer,
)


@dataclass(frozen=True)
class Pages:
    """A page of a list, and the offsets of its neighbours; None where there is none."""

    offset: int
    limit: int
    total: int

    @property
    def next(self) -> int | None:
        after = self.offset + self.limit
        return after if self.limit and after < self.total else None

    @property
    def previous(self) -> int | None:
        return max(0, self.offset - self.limit) if self.limit and self.offset else None


def search_view(results: Results, query: Query) -> SearchAnswer:
    """What a search found, with the way to the next page and back."""
    pages = Pages(offset=query.offset, limit=query.limit, total=min(results.total, MAX_OFFSET + 1))
    return SearchAnswer(
        total=results.total,
        offset=query.offset,
        limit=query.limit,
        items=tuple(item_view(hit) for hit in results.hit),
        facets={facet.field: FacetAnswer(values=facet.value, other=facet.other) for facet in results.facet},
        next=_search_link(query, pages.next),
        previous=_search_link(query, pages.previous),
    )


def item_view(hit: Hit) -> Item:
    return Item(
        **vars(hit.summary),
        id=hit.id,
        score=hit.score,
        highlight=hit.highlight,
        links=ItemLinks(self=links.record(hit.id), source=links.source(hit.summary.source)),
    )


def record_view(record: CatalogRecord) -> RecordAnswer:
    return RecordAnswer(**dict(record), links=record_links(record))


def record_links(record: CatalogRecord) -> RecordLinks:
    return RecordLinks(
        self=links.record(record.id),
        raw=links.raw(record.id),
        history=links.history(record.id),
        source=links.source(record.source),
        run=links.run(record.provenance.run),
    )


def history_view(record: CatalogRecord, entries: Iterable[AuditEntry]) -> HistoryAnswer:
    return HistoryAnswer(items=tuple(entries), links=record_links(record))


def run_view(run: Run) -> RunAnswer:
    return RunAnswer(**dict(run), links=run_links(run))


def run_report(run: Run, groups: Iterable[IssueGroup], *, hold: Hold | None = None) -> RunReport:
    return RunReport(**dict(run), links=run_links(run), issues=tuple(groups), hold=links.hold(hold.id) if hold else None)


def reports_view(reports: Iterable[RunReport]) -> ReportsAnswer:
    return ReportsAnswer(items=tuple(reports))


def run_links(run: Run) -> RunLinks:
    return RunLinks(
        self=links.run(run.id),
        source=links.source(run.source),
        issues=links.issues(run.id),
        issues_csv=links.issues_csv(run.id),
        changes=links.changes(run.id),
        changes_csv=links.changes_csv(run.id),
    )


def runs_view(runs: Sequence[Run], *, source: str | None, limit: int) -> RunsAnswer:
    """A page of runs. A full page may have another after it."""
    following = None
    if len(runs) == limit:
        kept = [("source", source)] if source else []
        following = links.runs([*kept, ("before", str(runs[-1].id)), ("limit", str(limit))])
    return RunsAnswer(items=tuple(run_view(run) for run in runs), next=following)


def issue_view(found: Issue, source: str) -> IssueAnswer:
    kind = found.kind
    taken = kind.severity is not Severity.ERROR
    return IssueAnswer(
        code=found.code,
        severity=kind.severity,
        title=kind.title,
        how_to_fix=kind.how_to_fix,
        identifier=found.identifier,
        pointer=found.pointer,
        value=found.value,
        record=links.record(record_id(source, found.identifier)) if found.identifier and taken else None,
    )


def issues_view(run: Run, issues: Iterable[Issue], *, pages: Pages, filters: Mapping[str, str]) -> IssuesAnswer:
    """A page of a run's issues. `filters` are the parameters that the links to other pages must keep."""

    def link(offset: int | None) -> str | None:
        if offset is None:
            return None
        return links.issues(run.id, [*filters.items(), ("offset", str(offset)), ("limit", str(pages.limit))])

    return IssuesAnswer(
        total=pages.total,
        offset=pages.offset,
        limit=pages.limit,
        items=tuple(issue_view(found, run.source) for found in issues),
        next=link(pages.next),
        previous=link(pages.previous),
    )


def source_view(source: Source, *, records: int, runs: Latest | None) -> SourceAnswer:
    """A portal. The name of the variable that holds its API key is the operator's business and is left out."""
    return SourceAnswer(
        declaration=source.model_copy(update={"secret": None}),
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


def sources_view(sources: Iterable[SourceAnswer]) -> SourcesAnswer:
    items = tuple(sorted(sources, key=lambda item: item.declaration.id))
    return SourcesAnswer(total=len(items), items=items)


def _search_link(query: Query, offset: int | None) -> str | None:
    if offset is None:
        return None
    return links.search(render(query.model_copy(update={"offset": offset})))
