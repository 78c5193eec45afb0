"""What the index does not have yet.

A change enters in the transaction that makes it, and leaves when the index has confirmed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select

from .database import Database, chunks
from .models import OutboxRow


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

    def depth(self) -> int:
        """How many records wait."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(OutboxRow)) or 0
