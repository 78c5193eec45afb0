"""What the stores of proposals, sets of rules and re-assessments have in common: how one is read, and gets another state."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

import orjson
from sqlalchemy import JSON, ColumnElement, Connection, delete, func, insert, select, update

from schemas.audit import CATALOGUE, Action
from schemas.matter import DRAFT, OPEN, REJECTED, WAITING, Matter

from .audit_rows import Event
from .database import AnyRow, Database
from .errors import MatterMissing, MatterSettled
from .matter_rows import MatterRow

DRAFT_KEPT = timedelta(days=1)
"""How long a draft is kept that nobody confirms."""

M = TypeVar("M", bound=Matter)


class Matters(ABC, Generic[M]):
    """Keeps matters of a kind. A subclass names the kind, its table, and its errors; it says what a change of the state takes."""

    kind: type[M]
    row: ClassVar[type[MatterRow]]
    missing_error: ClassVar[type[MatterMissing]]
    settled_error: ClassVar[type[MatterSettled]]

    def __init__(self, database: Database) -> None:
        self._database = database
        own = self.kind.model_fields.keys()
        self._columns = tuple(column for column in self.row.__table__.columns if column.name in own)
        self._json = {column.name for column in self._columns if isinstance(column.type, JSON)}

    @abstractmethod
    def turn(self, matter: M, *, was: StrEnum) -> M:
        """Give a matter in the state `was` its new state, and return it.

        Raises `missing_error`, and `settled_error` if somebody was faster.
        """

    def get(self, id: int) -> M:
        """One of them. Raises `missing_error`."""
        with self._database.reading() as connection:
            return self._get(connection, id)

    def count(self, *, state: StrEnum) -> int:
        """How many are in a state."""
        with self._database.reading() as connection:
            statement = select(func.count()).select_from(self.row).where(self.row.state == state.value)
            return connection.scalar(statement) or 0

    def _get(self, connection: Connection, id: int) -> M:
        row = connection.execute(select(*self._columns).where(self.row.id == id)).first()
        if row is None:
            raise self.missing_error(f"there is no {self.kind.CALLED} {id}")
        return self._matter(row)

    def _latest(self, *where: ColumnElement[bool], state: StrEnum | None, before: int | None, limit: int) -> tuple[M, ...]:
        """The newest first, at most `limit`: those in a state, with a lower number, for which all of `where` is true."""
        statement = select(*self._columns).where(*where).order_by(self.row.id.desc()).limit(limit)
        if state is not None:
            statement = statement.where(self.row.state == state.value)
        if before is not None:
            statement = statement.where(self.row.id < before)
        with self._database.reading() as connection:
            return tuple(map(self._matter, connection.execute(statement)))

    def _add(self, connection: Connection, row: Mapping[str, Any]) -> int:
        """Add a row, and return its number. Drafts that nobody confirmed for a day are removed."""
        connection.execute(delete(self.row).where(self.row.state == DRAFT, self.row.at < row["at"] - DRAFT_KEPT))
        return connection.execute(insert(self.row).values(**row).returning(self.row.id)).scalar_one()

    def _turn(self, connection: Connection, id: int, row: Mapping[str, Any], *, was: StrEnum) -> None:
        """Write columns of one in the state `was`. Raises `missing_error` and `settled_error`."""
        expected = update(self.row).where(self.row.id == id, self.row.state == was.value)
        if connection.execute(expected.values(**row)).rowcount != 1:
            raise self.settled_error(self._get(connection, id))

    def _row(self, matter: M) -> dict[str, Any]:
        """The columns of a matter, without its number."""
        json = matter.model_dump(mode="json", include=self._json)
        columns = {name: each.value if isinstance(each, StrEnum) else each for name, each in matter if name != "id"}
        return columns | {name: as_text(each) for name, each in json.items()}

    def _matter(self, row: AnyRow) -> M:
        """The matter of a row, which may have other columns too."""
        columns = {column.name: getattr(row, column.name) for column in self._columns}
        return self.kind(**columns | {name: as_json(columns[name]) for name in self._json})


def said(matter: Matter, *, was: StrEnum) -> tuple[Event, ...]:
    """The entry of the trail about what a person said to a matter in the state `was`; nothing where a worker turned it."""
    if was not in OPEN:
        return ()
    about = {matter.CODE: matter.id}
    if was == WAITING or matter.state == REJECTED:
        action = Action.REJECT if matter.state == REJECTED else Action.APPROVE
        by, at = matter.settled_by or matter.by, matter.settled_at or matter.at
        return (Event(CATALOGUE, action, by, at, {**about, "reason": matter.settled_reason}),)
    return (Event(CATALOGUE, Action.CONFIRM, matter.by, matter.confirmed_at or matter.at, {**about, "reason": matter.reason}),)


def as_text(value: object) -> str | None:
    """JSON with sorted keys, so that equal values are equal texts; None is not written."""
    return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def as_json(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)
