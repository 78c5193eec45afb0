"""The checkpoints of the trail that were signed, and those of other logs that this installation has witnessed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from .bulk import add_missing
from .database import AnyRow, AnySelect, Database
from .trail_rows import CheckpointRow, WitnessedRow


@dataclass(frozen=True)
class Signed:
    """A checkpoint: the origin of its log, how many entries it is over, the signed note, and when it was signed first."""

    origin: str
    size: int
    note: str
    at: datetime


class Checkpoints:
    """Keeps every checkpoint that was signed, so that no process ever signs another past."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, origin: str) -> Signed | None:
        """The newest one of a log; None if nothing was signed yet."""
        return self._first(_checkpoints(origin).order_by(CheckpointRow.size.desc()))

    def first_over(self, origin: str, entry: int) -> Signed | None:
        """The oldest checkpoint that covers an entry of the trail; None if none does yet."""
        return self._first(_checkpoints(origin).where(CheckpointRow.size >= entry).order_by(CheckpointRow.size))

    def sizes(self, origin: str, *, after: int, before: int) -> tuple[int, ...]:
        """The sizes between two others for which checkpoints were signed."""
        statement = select(CheckpointRow.size).where(CheckpointRow.origin == origin).order_by(CheckpointRow.size)
        with self._database.reading() as connection:
            return tuple(connection.scalars(statement.where(CheckpointRow.size > after, CheckpointRow.size < before)))

    def keep(self, signed: Signed) -> Signed:
        """Keep a checkpoint, and return the one of its size that was kept first."""
        row = {"origin": signed.origin, "size": signed.size, "note": signed.note, "at": signed.at}
        with self._database.writing() as connection:
            add_missing(connection, CheckpointRow, row, key=("origin", "size"))
            return _signed(connection.execute(_checkpoints(signed.origin).where(CheckpointRow.size == signed.size)).one())

    def of_size(self, origin: str, size: int) -> Signed | None:
        """The checkpoint over so many entries; None if none was signed."""
        return self._first(_checkpoints(origin).where(CheckpointRow.size == size))

    def cosigned(self, signed: Signed, note: str) -> bool:
        """Replace the note of a checkpoint by the same one with more signatures. False if it has got others meanwhile."""
        unchanged = CheckpointRow.origin == signed.origin, CheckpointRow.size == signed.size, CheckpointRow.note == signed.note
        with self._database.writing() as connection:
            return connection.execute(update(CheckpointRow).where(*unchanged).values(note=note)).rowcount == 1

    def _first(self, statement: AnySelect) -> Signed | None:
        with self._database.reading() as connection:
            row = connection.execute(statement.limit(1)).first()
        return None if row is None else _signed(row)


class Witnessed:
    """Keeps the last checkpoint of each log that was co-signed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, origin: str) -> Signed | None:
        """The last checkpoint of a log that was co-signed; None if none was."""
        columns = (WitnessedRow.origin, WitnessedRow.size, WitnessedRow.note, WitnessedRow.at)
        with self._database.reading() as connection:
            row = connection.execute(select(*columns).where(WitnessedRow.origin == origin)).first()
        return None if row is None or not row.size else _signed(row)

    def keep(self, signed: Signed, *, before: int) -> bool:
        """Keep a checkpoint if the last one of its log is of the size `before` (0: there is none). False if it is not."""
        nothing = {"origin": signed.origin, "size": 0, "note": "", "at": signed.at}
        expected = update(WitnessedRow).where(WitnessedRow.origin == signed.origin, WitnessedRow.size == before)
        with self._database.writing() as connection:
            if before == 0:
                add_missing(connection, WitnessedRow, nothing, key="origin")
            kept = connection.execute(expected.values(size=signed.size, note=signed.note, at=signed.at))
            return kept.rowcount == 1


def _checkpoints(origin: str) -> AnySelect:
    columns = (CheckpointRow.origin, CheckpointRow.size, CheckpointRow.note, CheckpointRow.at)
    return select(*columns).where(CheckpointRow.origin == origin)


def _signed(row: AnyRow) -> Signed:
    return Signed(row.origin, row.size, row.note, row.at)
