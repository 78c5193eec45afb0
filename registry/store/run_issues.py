"""What a run found wrong. Each issue is kept; the database counts them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from schemas.issues import ISSUES, Issue, Severity
from schemas.runs import IssueGroup

from . import bulk
from .database import AnySelect
from .models import IssueRow

LIST_INDEX = re.compile(r"(?<=/)[0-9]+(?=/|$)")

LONGEST = 1000
"""How many characters of an identifier or pointer are kept with an issue."""

SEVERITIES = tuple(Severity)


def add(connection: Connection, run: int, issues: Sequence[Issue]) -> None:
    """Keep issues. Their texts come from portals, so characters that a database cannot store are replaced."""
    if issues:
        bulk.add(connection, IssueRow, [_row(run, issue) for issue in issues])


def page(
    connection: Connection, run: int, *, code: str | None, pointer: str | None, offset: int, limit: int
) -> tuple[Issue, ...]:
    """Issues in the order they were found."""
    statement = select(IssueRow.code, IssueRow.identifier, IssueRow.pointer, IssueRow.value).where(IssueRow.run_id == run)
    if code is not None:
        statement = statement.where(IssueRow.code == code)
    if pointer is not None:
        statement = statement.where(IssueRow.place == place(pointer))
    rows = connection.execute(statement.order_by(IssueRow.id).offset(offset).limit(limit))
    return tuple(Issue(code=row.code, identifier=row.identifier, pointer=row.pointer, value=row.value) for row in rows)


def has(connection: Connection, run: int, code: str) -> bool:
    """Whether a run has an issue of a kind."""
    found = select(IssueRow.id).where(IssueRow.run_id == run, IssueRow.code == code).limit(1)
    return connection.execute(found).first() is not None


def counts(connection: Connection, runs: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many issues of each kind runs have."""
    statement = select(IssueRow.run_id, IssueRow.code, func.count()).where(IssueRow.run_id.in_(runs))
    found: dict[int, dict[str, int]] = {run: {} for run in runs}
    for run, code, count in connection.execute(statement.group_by(IssueRow.run_id, IssueRow.code)):
        found[run][code] = count
    return found


def groups(connection: Connection, run: int) -> tuple[IssueGroup, ...]:
    """Issues grouped by kind and place, with the first of each group as an example, in the order of their effect."""
    return grouped(connection, select(IssueRow).where(IssueRow.run_id == run))


def grouped(connection: Connection, issues: AnySelect) -> tuple[IssueGroup, ...]:
    """The groups of issues that a statement selects, in their order."""
    counts = (
        func.min(IssueRow.id).label("first"),
        func.count().label("number"),
        func.count(IssueRow.identifier.distinct()).label("datasets"),
    )
    counted = issues.with_only_columns(*counts).group_by(IssueRow.code, IssueRow.place).subquery()
    columns = (IssueRow.code, IssueRow.place, IssueRow.identifier, IssueRow.value, counted.c.number, counted.c.datasets)
    rows = connection.execute(select(*columns).join(counted, counted.c.first == IssueRow.id))
    return in_order(
        group(Issue(code=row.code, identifier=row.identifier, pointer=row.place, value=row.value), row.number, row.datasets)
        for row in rows
    )


def in_order(groups: Iterable[IssueGroup]) -> tuple[IssueGroup, ...]:
    """Groups in the order of their effect: what keeps datasets out, what leaves their use unknown, the others by severity.

    The more frequent come first.
    """
    return tuple(sorted(groups, key=_order))


def place(pointer: str) -> str:
    """A JSON pointer without the numbers of list items: `/resources/3/format` becomes `/resources/*/format`."""
    return LIST_INDEX.sub("*", pointer)


def writable(text: str) -> str:
    """The text with `?` for half surrogates and the symbol `␀` for NUL characters, so that every database can store it."""
    return text.encode("utf-8", "replace").decode().replace("\0", "␀")


def _row(run: int, issue: Issue) -> dict[str, Any]:
    pointer = writable(issue.pointer)[:LONGEST]
    return {
        "run_id": run,
        "code": issue.code,
        "identifier": None if issue.identifier is None else writable(issue.identifier)[:LONGEST],
        "pointer": pointer,
        "place": place(pointer),
        "value": writable(issue.value),
    }


def group(example: Issue, count: int, datasets: int) -> IssueGroup:
    """So many issues of the kind and at the place of an example."""
    kind = example.kind
    return IssueGroup(
        code=example.code,
        severity=kind.severity,
        title=kind.title,
        how_to_fix=kind.how_to_fix,
        pointer=example.pointer,
        count=count,
        datasets=datasets,
        example_identifier=example.identifier,
        example_value=example.value,
    )


def _order(group: IssueGroup) -> tuple[bool, bool, int, int, str, str]:
    keeps_out, of_use = group.severity is Severity.ERROR, ISSUES[group.code].of_use
    return (not keeps_out, not of_use, SEVERITIES.index(group.severity), -group.count, group.code, group.pointer)
