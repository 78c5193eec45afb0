"""Which officer takes which question."""

from datetime import datetime

from sqlalchemy import delete, select

from schemas.actor import Actor
from schemas.assignments import Assignment

from .bulk import upsert
from .database import AnyRow, Database
from .models import AssignmentRow


class Assignments:
    """At most one person for each question, by the question's id. Nothing here asks whether anybody still asks the question."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def assign(self, question: str, name: str, *, by: Actor, at: datetime) -> Assignment:
        """Give a question to a person, also if another one had it."""
        row = {"question": question, "name": name, "by": by, "at": at}
        with self._database.writing() as connection:
            upsert(connection, AssignmentRow, [row], key="question")
        return Assignment.model_validate(row)

    def forget(self, question: str) -> None:
        """Give a question to nobody."""
        with self._database.writing() as connection:
            connection.execute(delete(AssignmentRow).where(AssignmentRow.question == question))

    def of(self, question: str) -> Assignment | None:
        """Whose question it is; None if nobody's."""
        with self._database.reading() as connection:
            row = connection.execute(select(AssignmentRow.__table__).where(AssignmentRow.question == question)).first()
        return None if row is None else _assignment(row)

    def all(self) -> dict[str, Assignment]:
        """All assignments, by question."""
        with self._database.reading() as connection:
            return {row.question: _assignment(row) for row in connection.execute(select(AssignmentRow.__table__))}


def _assignment(row: AnyRow) -> Assignment:
    return Assignment(question=row.question, name=row.name, by=row.by, at=row.at)
