"""The issues of a run: the shapes of a list, the cells of a table, and functions that make them, some from the store."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from uuid import UUID

from schemas.dataset import Dataset
from schemas.issues import Issue, Severity
from schemas.model import Model
from schemas.record import record_id
from schemas.runs import IssueGroup, Run

from ..store import Store
from . import links
from .links import Link
from .pages import Pages
from .shapes.issues import ExampleAnswer, GroupAnswer


class IssueAnswer(Model):
    """One thing found wrong.

    `identifier` is the portal's id of the record. `record` leads to our record, unless the issue kept it out.
    """

    code: str
    severity: Severity
    title: str
    how_to_fix: str
    identifier: str | None
    pointer: str
    value: str
    record: Link | None


class IssuesAnswer(Model):
    """The issues of a run, a page at a time."""

    total: int
    offset: int
    limit: int
    items: tuple[IssueAnswer, ...]
    next: Link | None = None
    previous: Link | None = None


COLUMNS = ("code", "severity", "title", "identifier", "pointer", "value", "how_to_fix")
"""The columns of a table of issues."""


def issues_view(store: Store, run: Run, issues: Sequence[Issue], *, pages: Pages, filters: Mapping[str, str]) -> IssuesAnswer:
    """A page of a run's issues. `filters` are the parameters that the links to other pages must keep."""
    beside = pages.links(partial(links.issues, run.id), kept=filters.items())
    names = {found.identifier for found in issues if found.identifier}
    known = store.records.known(run.source, names)
    ids = {name: known[name].id if name in known else record_id(run.source, name) for name in names}
    return IssuesAnswer(
        total=pages.total,
        offset=pages.offset,
        limit=pages.limit,
        items=tuple(_issue(found, ids.get(found.identifier or "")) for found in issues),
        next=beside.next,
        previous=beside.previous,
    )


def with_examples(store: Store, source: str, groups: Sequence[IssueGroup]) -> tuple[GroupAnswer, ...]:
    """Groups of issues, each with a dataset that has them, if they are about datasets."""
    names = {group.example_identifier for group in groups if group.example_identifier}
    datasets = datasets_of(store, source, names)
    return tuple(GroupAnswer(**dict(group), example=_example(group, datasets)) for group in groups)


def datasets_of(store: Store, source: str, names: Collection[str]) -> dict[str, Dataset]:
    """The datasets of a source by the portal's identifiers, as far as we have them."""
    ids = {name: known.id for name, known in store.records.known(source, names).items()}
    datasets = dict(store.records.datasets(set(ids.values())))
    return {name: datasets[id] for name, id in ids.items() if id in datasets}


def page_of(dataset: Dataset | None) -> str | None:
    """The portal's page of a dataset, if it is known."""
    return str(dataset.landing_page) if dataset and dataset.landing_page else None


def _example(group: IssueGroup, datasets: Mapping[str, Dataset]) -> ExampleAnswer | None:
    name = group.example_identifier
    if name is None:
        return None
    dataset = datasets.get(name)
    return ExampleAnswer(identifier=name, title=dataset.title if dataset else (), page=page_of(dataset))


def issue_row(found: Issue) -> tuple[str, ...]:
    """The cells of an issue, in the order of `COLUMNS`."""
    kind = found.kind
    return (found.code, kind.severity, kind.title, found.identifier or "", found.pointer, found.value, kind.how_to_fix)


def _issue(found: Issue, record: UUID | None) -> IssueAnswer:
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
        record=links.record(record) if record and taken else None,
    )
