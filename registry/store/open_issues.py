"""What is wrong at a portal now, from the runs that have read it.

A run examines only what is new or changed, so no run alone tells what is wrong. An issue is open

- that was found when a dataset was made of a record: as long as no later run made the dataset again, and the record is not
  withdrawn;
- that was said of a record otherwise (it could not be read, or it is not for everybody): since the last whole sweep, until a
  later run sees the record without it;
- about the list as a whole: since the last whole sweep, as its first run found it. What broke a run off is over when a later run
  reads to the end, and what a person has released is settled;
- about the licence: as the records are judged now. Such issues are never taken from runs, so a judgement that changes changes
  them too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from schemas.holds import HoldState
from schemas.issues import ISSUES, REMOVES, Issue, Severity, issue
from schemas.license_issues import LICENSE_ISSUES
from schemas.record import Status
from schemas.runs import IssueGroup, Run, RunState

from . import run_issues
from .aliases import identifier_now
from .columns import JSON_TEXT
from .database import AnyRow, AnySelect, Database
from .models import AliasRow, HoldRow, IssueRow, LayersRow, RecordRow, RunRow
from .run_rows import to_run

READ_TO_THE_END = (RunState.DONE.value, RunState.HELD.value)
"""The states of runs that have read what they asked for."""

OF_SIGHT = (
    *REMOVES,
    *(code for code, kind in ISSUES.items() if kind.severity is Severity.ERROR and code not in REMOVES),
    "record-partial",
    "identifier-repeated",
)
"""The kinds that are said of a record each time that a run meets it, not when a dataset is made of it."""

SETTLED_BY_RELEASE = ("list-empty", "many-missing", "many-removed")
"""The kinds that are no fault any more once a person has released the withdrawal."""

OF_LICENSE = {code: status for status, code in LICENSE_ISSUES.items()}


@dataclass(frozen=True)
class OpenIssue:
    """An issue, and the record that it is about, if that is stored."""

    issue: Issue
    record: UUID | None


class OpenIssues:
    """Finds what is wrong at a portal now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sweep(self, source: str) -> Run | None:
        """The last whole sweep of a source that has read the list to its end. What is known of the whole portal rests on it."""
        with self._database.reading() as connection:
            row = connection.execute(_sweeps(source, *RunRow.__table__.columns)).first()
        return to_run(row) if row else None

    def read_since(self, run: Run) -> int:
        """How many records the later runs of the run's source have read."""
        later = select(func.sum(RunRow.read)).where(RunRow.source == run.source, RunRow.id > run.id)
        with self._database.reading() as connection:
            return int(connection.scalar(later) or 0)

    def groups(self, source: str) -> tuple[IssueGroup, ...]:
        """The open issues of a source, grouped by kind and place, in the order of their effect."""
        with self._database.reading() as connection:
            found = run_issues.grouped(connection, _open(source))
            return run_issues.in_order((*found, *_license_groups(connection, source)))

    def page(self, source: str, *, code: str, pointer: str = "", offset: int = 0, limit: int = 100) -> tuple[OpenIssue, ...]:
        """The open issues of one kind at one place (the pointer of an `IssueGroup`)."""
        with self._database.reading() as connection:
            if code in OF_LICENSE:
                return () if pointer else _of_license(connection, source, code, offset=offset, limit=limit)
            columns = (IssueRow.code, IssueRow.identifier, IssueRow.pointer, IssueRow.value, RecordRow.id.label("record"))
            chosen = _open(source).with_only_columns(*columns).where(IssueRow.code == code)
            chosen = chosen.where(IssueRow.place == run_issues.place(pointer)).order_by(IssueRow.id)
            rows = connection.execute(chosen.offset(offset).limit(limit)).all()
        return tuple(OpenIssue(Issue(**{name: getattr(row, name) for name in Issue.model_fields}), row.record) for row in rows)

    def left_out(self, source: str) -> int:
        """How many datasets are known only by an open issue, because they could not be taken in."""
        unknown = _open(source).where(RecordRow.id.is_(None))
        with self._database.reading() as connection:
            return connection.scalar(unknown.with_only_columns(func.count(IssueRow.identifier.distinct()))) or 0


def _sweeps(source: str, *columns: Any) -> AnySelect:
    whole = (RunRow.source == source, RunRow.since.is_(None), RunRow.state.in_(READ_TO_THE_END))
    return select(*columns).where(*whole).order_by(RunRow.id.desc()).limit(1)


def _open(source: str) -> AnySelect:
    """The open issues of a source but those of licences, each with the record that it is about."""
    direct = aliased(RecordRow)
    of_run = and_(RunRow.id == IssueRow.run_id, RunRow.source == source)
    renamed = and_(AliasRow.source == source, AliasRow.identifier == IssueRow.identifier)
    named = and_(direct.source == source, direct.identifier == IssueRow.identifier)
    about = func.coalesce(AliasRow.record_id, direct.id)
    since = func.coalesce(_sweeps(source, RunRow.id).scalar_subquery(), 0)
    by_sight = or_(RecordRow.id.is_(None), IssueRow.code.in_(OF_SIGHT))
    return (
        select(IssueRow)
        .join(RunRow, of_run)
        .outerjoin(AliasRow, renamed)
        .outerjoin(direct, named)
        .outerjoin(RecordRow, RecordRow.id == about)
        .where(
            IssueRow.code.not_in(OF_LICENSE),
            or_(RecordRow.id.is_(None), RecordRow.status == Status.ACTIVE.value),
            or_(
                and_(IssueRow.identifier.is_(None), _of_list(source, since)),
                and_(IssueRow.identifier.is_not(None), by_sight, _of_last_sight(source, since)),
                and_(~by_sight, IssueRow.run_id == RecordRow.read_run),
            ),
        )
    )


def _of_last_sight(source: str, since: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that no later run has met the record, or said something else of it."""
    of_source = select(RunRow.id).where(RunRow.source == source, RunRow.id >= since)
    later = select(IssueRow.identifier, func.max(IssueRow.run_id).label("run")).where(IssueRow.run_id.in_(of_source))
    last = later.where(IssueRow.identifier.is_not(None)).group_by(IssueRow.identifier).subquery()
    is_last = exists().where(last.c.identifier == IssueRow.identifier, last.c.run == IssueRow.run_id)
    return and_(is_last, or_(RecordRow.id.is_(None), IssueRow.run_id >= RecordRow.seen_run))


def _of_list(source: str, since: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that an issue about the whole list was found by the first run since the sweep that is not disproved."""
    run = aliased(RunRow)
    ended_well = select(func.max(run.id)).where(run.source == source, run.state.in_(READ_TO_THE_END)).scalar_subquery()
    proved = or_(run.state.in_(READ_TO_THE_END), run.id > func.coalesce(ended_well, 0))
    other = aliased(IssueRow)
    first = select(other.code, func.min(other.run_id).label("run")).join(run, run.id == other.run_id)
    first = first.where(run.source == source, run.id >= since, other.identifier.is_(None), proved).group_by(other.code)
    found = first.subquery()
    released = exists().where(HoldRow.run_id == IssueRow.run_id, HoldRow.state == HoldState.RELEASED.value)
    return and_(
        exists().where(found.c.code == IssueRow.code, found.c.run == IssueRow.run_id),
        or_(IssueRow.code.not_in(SETTLED_BY_RELEASE), ~released),
    )


def _status() -> ColumnElement[str]:
    """How the licence of a record was found, without a person's decision (see `license_issue`)."""
    assessment = type_coerce(LayersRow.assessment, JSON_TEXT)
    undecided = assessment["without_decision", "license", "status"].as_string()
    return func.coalesce(undecided, assessment["license", "status"].as_string())


def _licensed(source: str, *columns: Any) -> AnySelect:
    active = (RecordRow.source == source, RecordRow.status == Status.ACTIVE.value)
    return select(*columns).join(RecordRow, RecordRow.id == LayersRow.record_id).where(*active)


def _license_groups(connection: Connection, source: str) -> list[IssueGroup]:
    status = _status().label("license_status")
    counted = _licensed(source, status, func.count().label("records")).group_by(status.name)
    numbers = {row.license_status: row.records for row in connection.execute(counted)}
    found = []
    for code, each in OF_LICENSE.items():
        if number := numbers.get(each.value):
            example = _of_license(connection, source, code, offset=0, limit=1)[0].issue
            found.append(run_issues.group(example, number, number))
    return found


def _of_license(connection: Connection, source: str, code: str, *, offset: int, limit: int) -> tuple[OpenIssue, ...]:
    words = type_coerce(LayersRow.assessment, JSON_TEXT)["license", "raw"].label("words")
    statement = _licensed(source, RecordRow.id, identifier_now(), words).where(_status() == OF_LICENSE[code].value)
    rows: Sequence[AnyRow] = connection.execute(statement.order_by(RecordRow.id).offset(offset).limit(limit)).all()
    return tuple(
        OpenIssue(issue(code, identifier=row.identifier, value="; ".join(orjson.loads(row.words or "[]"))), row.id)
        for row in rows
    )
