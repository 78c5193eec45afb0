"""When sources are harvested, as operators have decided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from schemas.actor import Actor

from .bulk import upsert
from .database import Database
from .models import ScheduleRow


@dataclass(frozen=True)
class Decided:
    """A schedule that a person has set: text of `schemas.source.schedule`, or `off`."""

    schedule: str
    by: Actor
    at: datetime


class Schedules:
    """At most one decision for each source. Without one, the declaration decides."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decide(self, source: str, schedule: str, *, by: Actor, at: datetime) -> None:
        """Set the schedule of a source."""
        row = {"source": source, "schedule": schedule, "by": by, "at": at}
        with self._database.writing() as connection:
            upsert(connection, ScheduleRow, [row], key="source")

    def forget(self, source: str) -> None:
        """Remove the decision, so that the declaration decides again."""
        with self._database.writing() as connection:
            connection.execute(delete(ScheduleRow).where(ScheduleRow.source == source))

    def decided(self) -> dict[str, Decided]:
        """All decisions, by source."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*ScheduleRow.__table__.columns))
            return {row.source: Decided(row.schedule, row.by, row.at) for row in rows}
