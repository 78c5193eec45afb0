"""What a run did to records, and the state of a record at an earlier time. Both are read from the audit trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select

from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import Status
from schemas.runs import Change

from .aliases import identifier_now
from .audit import CHANGED
from .database import AnyRow, Database, chunks
from .models import AuditRow, RecordRow


@dataclass(frozen=True)
class Past:
    """The earlier state of a record: whether the portal listed it, and the hash of its raw record."""

    status: Status
    raw_hash: str


class Changes:
    """Reads the trail by run and by time; `Audit` reads it by record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_run(self, run: int, *, action: Action | None = None, offset: int = 0, limit: int = 100) -> tuple[Change, ...]:
        """What a run did to records, in the order of time."""
        columns = (AuditRow.id, AuditRow.record_id, AuditRow.action, AuditRow.at, AuditRow.details, identifier_now())
        statement = (
            select(*columns)
            .outerjoin(RecordRow, RecordRow.id == AuditRow.record_id)
            .where(AuditRow.actor == Actor.of_run(run))
            .order_by(AuditRow.id)
        )
        if action is not None:
            statement = statement.where(AuditRow.action == action.value)
        with self._database.reading() as connection:
            return tuple(map(_change, connection.execute(statement.offset(offset).limit(limit))))

    def newest(self) -> int:
        """The number of the entry of the newest change, 0 if there is none."""
        with self._database.reading() as connection:
            return connection.scalar(select(AuditRow.id).where(CHANGED).order_by(AuditRow.id.desc()).limit(1)) or 0

    def after(self, entry: int, *, limit: int) -> tuple[tuple[int, UUID], ...]:
        """The next changes after an entry of the trail, at most `limit`: the number of each one's entry, and its record."""
        statement = select(AuditRow.id, AuditRow.record_id).where(AuditRow.id > entry, CHANGED)
        statement = statement.order_by(AuditRow.id).limit(limit)
        with self._database.reading() as connection:
            return tuple((row.id, row.record_id) for row in connection.execute(statement))

    def counts(self, run: int) -> dict[Action, int]:
        """The number of records for each action of a run."""
        statement = select(AuditRow.action, func.count()).where(AuditRow.actor == Actor.of_run(run)).group_by(AuditRow.action)
        with self._database.reading() as connection:
            return {Action(action): count for action, count in connection.execute(statement)}

    def past(self, records: Iterable[UUID], *, at: datetime) -> dict[UUID, Past]:
        """The state of records at a time. Records that Serai did not have then are left out."""
        columns = (AuditRow.record_id, AuditRow.action, AuditRow.details)
        statement = select(*columns).where(AuditRow.at <= at, CHANGED).order_by(AuditRow.id)
        found: dict[UUID, Past] = {}
        for chunk in chunks(records):
            with self._database.reading() as connection:
                for row in connection.execute(statement.where(AuditRow.record_id.in_(chunk))):
                    _go_on(found, row)
        return found


def _change(row: AnyRow) -> Change:
    details: dict[str, Any] = orjson.loads(row.details)
    return Change(
        record=row.record_id,
        identifier=row.identifier or "",
        action=Action(row.action),
        changed=tuple(details.get("changed", ())),
        at=row.at,
    )


def _go_on(found: dict[UUID, Past], row: AnyRow) -> None:
    """The state of a record after one more entry."""
    before = found.get(row.record_id)
    details = orjson.loads(row.details)
    stated = details.get("status")  # only an undone move states it
    gone = row.action == Action.WITHDRAW.value or (before is not None and before.status is Status.WITHDRAWN)
    back = row.action in {Action.CREATE.value, Action.RESTORE.value, Action.MOVE.value}
    raw = details.get("raw") or (before.raw_hash if before else None)
    if raw is not None:
        status = Status.WITHDRAWN if gone and not back else Status.ACTIVE
        found[row.record_id] = Past(Status(stated) if stated else status, raw)
