"""What is wrong at a portal now: the causes in the order of their effect, and the table of all their datasets."""

from collections.abc import Iterator, Sequence

from schemas.model import Model
from schemas.runs import IssueGroup
from schemas.source import Source

from ..store import Store
from ..store.open_issues import OpenIssue
from . import links
from .issues import page_of, with_examples
from .links import Link
from .runs import run_view
from .shapes.issues import ExampleAnswer, GroupAnswer
from .shapes.runs import RunAnswer

COLUMNS = (
    "code", "severity", "cause", "identifier", "dataset", "portal_page", "record", "pointer", "value", "how_to_fix",
)  # fmt: skip
"""The columns of the table of all datasets that have a cause."""

BATCH = 500


class ExampleLinks(Model):
    record: Link


class CauseExample(ExampleAnswer):
    """A dataset that has the cause. `links` leads to our record, if it was taken in."""

    links: ExampleLinks | None = None


class CauseLinks(Model):
    """`datasets_csv` has all datasets that have the cause."""

    datasets_csv: Link


class CauseAnswer(GroupAnswer):
    """A cause of open issues. `share` is the part of the portal's datasets that have it, from 0 to 1."""

    example: CauseExample | None = None
    share: float
    links: CauseLinks


class OpenIssuesLinks(Model):
    source: Link
    issues_csv: Link


class OpenIssuesAnswer(Model):
    """What is wrong at a portal now, the cause with the largest effect first.

    `sweep` is the last whole run that has read the portal to its end, on which this rests; None if there was none: then there may
    be more. `read_since` is how many records later runs have read. `datasets` is how many datasets we know of the portal, with
    those that could not be taken in.
    """

    source: str
    datasets: int
    sweep: RunAnswer | None
    read_since: int
    total: int
    items: tuple[CauseAnswer, ...]
    links: OpenIssuesLinks


def open_issues_view(store: Store, source: Source) -> OpenIssuesAnswer:
    """What is wrong at a portal now."""
    sweep = store.open_issues.sweep(source.id)
    groups = store.open_issues.groups(source.id)
    datasets = store.records.count(source=source.id) + store.open_issues.left_out(source.id)
    items = _causes(store, source.id, groups, datasets)
    return OpenIssuesAnswer(
        source=source.id,
        datasets=datasets,
        sweep=run_view(store, sweep) if sweep else None,
        read_since=store.open_issues.read_since(sweep) if sweep else 0,
        total=len(items),
        items=items,
        links=OpenIssuesLinks(source=links.source(source.id), issues_csv=links.open_issues_csv(source.id)),
    )


def open_issue_rows(store: Store, source: str, *, code: str | None, pointer: str | None) -> Iterator[tuple[str, ...]]:
    """The cells of all open issues, or of those of one kind or at one place, in the order of `COLUMNS`; read in batches."""
    for group in store.open_issues.groups(source):
        if code in {None, group.code} and pointer in {None, group.pointer}:
            yield from _rows(store, source, group)


def _rows(store: Store, source: str, group: IssueGroup) -> Iterator[tuple[str, ...]]:
    offset = 0
    while batch := store.open_issues.page(source, code=group.code, pointer=group.pointer, offset=offset, limit=BATCH):
        yield from _batch(store, batch)
        offset += len(batch)


def _batch(store: Store, batch: Sequence[OpenIssue]) -> Iterator[tuple[str, ...]]:
    datasets = dict(store.records.datasets({each.record for each in batch if each.record}))
    for each in batch:
        found, kind = each.issue, each.issue.kind
        dataset = datasets.get(each.record) if each.record else None
        yield (
            found.code,
            kind.severity,
            kind.title,
            found.identifier or "",
            dataset.title[0].value if dataset and dataset.title else "",
            page_of(dataset) or "",
            links.record(each.record) if each.record else "",
            found.pointer,
            found.value,
            kind.how_to_fix,
        )


def _causes(store: Store, source: str, groups: Sequence[IssueGroup], datasets: int) -> tuple[CauseAnswer, ...]:
    exampled = with_examples(store, source, groups)
    known = store.records.known(source, {group.example_identifier for group in groups if group.example_identifier})

    def example(group: GroupAnswer) -> CauseExample | None:
        if group.example is None:
            return None
        record = known.get(group.example.identifier)
        found = ExampleLinks(record=links.record(record.id)) if record else None
        return CauseExample(**dict(group.example), links=found)

    return tuple(
        CauseAnswer(
            **(dict(group) | {"example": example(group)}),
            share=min(1.0, group.datasets / datasets) if datasets else 0.0,
            links=CauseLinks(datasets_csv=links.open_issues_csv(source, [("code", group.code), ("pointer", group.pointer)])),
        )
        for group in exampled
    )
