"""What the index does not have yet.

A change enters in the transaction that makes it, and leaves when the index has confirmed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from schemas.record import Status

from .database import Database, chunks
from .models import AuditRow, OutboxRow, RecordRow


@dataclass(frozen=True)
class Pending:
    """The newest change of a record that the index has not confirmed.

    `deleted`: the portal has withdrawn the record, so it should not be found any more.
    """

    seq: int
    id: UUID
    version: int
    deleted: bool


class Outbox:
    """A queue with one place for each record: a newer change takes the place of the older one, under a new `seq`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, limit: int) -> tuple[Pending, ...]:
        """The oldest changes that wait, at most `limit`."""
        statement = select(OutboxRow.seq, OutboxRow.record_id, OutboxRow.version, OutboxRow.deleted)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(OutboxRow.seq).limit(limit)).all()
        return tuple(Pending(row.seq, row.record_id, row.version, row.deleted) for row in rows)

    def confirm(self, seqs: Iterable[int]) -> None:
        """Take out changes that the index has. A record that changed again meanwhile waits under its new `seq`."""
        with self._database.writing() as connection:
            for chunk in chunks(seqs):
                connection.execute(delete(OutboxRow).where(OutboxRow.seq.in_(chunk)))

    def newest(self) -> int:
        """The `seq` of the newest change that waits, 0 if none does."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(OutboxRow.seq))) or 0

    def confirm_until(self, seq: int) -> None:
        """Take out the changes up to this one: the index was built from a store that had them."""
        with self._database.writing() as connection:
            connection.execute(delete(OutboxRow).where(OutboxRow.seq <= seq))

    def put_back(self, records: Iterable[UUID]) -> int:
        """Let records wait that the index should have and has not; returns how many. One that waits already stays where it is."""
        newest = select(AuditRow.record_id, func.max(AuditRow.id).label("seq")).group_by(AuditRow.record_id).subquery("newest")
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
                changed = select(AuditRow.record_id).where(AuditRow.record_id.in_(chunk), AuditRow.id > after)
                found |= set(connection.scalars(changed))
        return found

    def depth(self) -> int:
        """How many records wait."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(OutboxRow)) or 0
