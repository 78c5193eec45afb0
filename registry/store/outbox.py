"""What the index does not have yet.

A change is added in the transaction that makes it, and removed when the index has confirmed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, insert, select, tuple_

from schemas.record import Status

from .audit import CHANGED
from .database import Database, chunks
from .models import AuditRow, OutboxRow, RecordRow


@dataclass(frozen=True)
class Pending:
    """The newest change of a record, or of an ancestor of it, that the index has not confirmed.

    `deleted`: the record is withdrawn, so a search should not find it any more.
    """

    seq: int
    id: UUID
    version: int
    deleted: bool


class Outbox:
    """A queue with one place for each record. A newer change replaces the older one, with a new `seq`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, limit: int) -> tuple[Pending, ...]:
        """The oldest waiting changes, at most `limit`."""
        statement = select(OutboxRow.seq, OutboxRow.record_id, OutboxRow.version, OutboxRow.deleted)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(OutboxRow.seq, OutboxRow.record_id).limit(limit)).all()
        return tuple(Pending(row.seq, row.record_id, row.version, row.deleted) for row in rows)

    def confirm(self, changes: Iterable[Pending]) -> None:
        """Remove changes that the index has. A record that changed again meanwhile still waits, with its new `seq`."""
        place = tuple_(OutboxRow.record_id, OutboxRow.seq)
        with self._database.writing() as connection:
            for chunk in chunks((change.id, change.seq) for change in changes):
                connection.execute(delete(OutboxRow).where(place.in_(chunk)))

    def newest(self) -> int:
        """The `seq` of the newest waiting change, 0 if none waits."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(OutboxRow.seq))) or 0

    def confirm_until(self, seq: int) -> None:
        """Remove the changes up to this one, because the index was built from a store that had them."""
        with self._database.writing() as connection:
            connection.execute(delete(OutboxRow).where(OutboxRow.seq <= seq))

    def put_back(self, records: Iterable[UUID]) -> int:
        """Add records that the index lacks, and return how many were added. A record that waits already keeps its place."""
        last = select(AuditRow.record_id, func.max(AuditRow.id).label("seq")).where(CHANGED).group_by(AuditRow.record_id)
        newest = last.subquery("newest")
        columns = (RecordRow.id, newest.c.seq, RecordRow.version, RecordRow.status == Status.WITHDRAWN.value)
        waiting = select(OutboxRow.record_id)
        added = 0
        with self._database.writing() as connection:
            for chunk in chunks(records):
                rows = select(*columns).join(newest, newest.c.record_id == RecordRow.id)
                rows = rows.where(RecordRow.id.in_(chunk), RecordRow.id.not_in(waiting))
                into = insert(OutboxRow).from_select(["record_id", "seq", "version", "deleted"], rows)
                added += connection.execute(into).rowcount
        return added

    def waiting_or_changed(self, records: Iterable[UUID], *, after: int) -> set[UUID]:
        """Which of these records wait here, or have changed since the audit entry `after`."""
        found: set[UUID] = set()
        with self._database.reading() as connection:
            for chunk in chunks(records):
                found |= set(connection.scalars(select(OutboxRow.record_id).where(OutboxRow.record_id.in_(chunk))))
                changed = select(AuditRow.record_id).where(AuditRow.record_id.in_(chunk), AuditRow.id > after, CHANGED)
                found |= set(connection.scalars(changed))
        return found

    def depth(self) -> int:
        """How many records wait."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(OutboxRow)) or 0
