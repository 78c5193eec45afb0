"""What is known of the witnesses of our own logs: what each signed last, and why it has not signed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from ..proof.witnesses import Fault
from .bulk import add_missing
from .database import Database
from .trail_rows import WitnessRow


@dataclass(frozen=True)
class Standing:
    """How a witness stands to a log: how many entries it signed last (0: nothing yet), and when it did.

    `fault` says why it has not signed what is newer, and since when; both are None if nothing is wrong.
    """

    size: int = 0
    at: datetime | None = None
    fault: Fault | None = None
    since: datetime | None = None


class Witnesses:
    """Remembers the witnesses of our logs, each by its public key as text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, origin: str) -> Mapping[str, Standing]:
        """What is known of each witness that was asked about a log."""
        columns = WitnessRow.witness, WitnessRow.size, WitnessRow.at, WitnessRow.fault, WitnessRow.since
        with self._database.reading() as connection:
            found = connection.execute(select(*columns).where(WitnessRow.origin == origin)).all()
        return {each.witness: Standing(each.size, each.at, each.fault and Fault(each.fault), each.since) for each in found}

    def signed(self, origin: str, witness: str, *, size: int, at: datetime) -> None:
        """A witness has signed the checkpoint of this size; nothing is wrong any more. A larger one that it signed stays."""
        with self._database.writing() as connection:
            _begin(connection, origin, witness)
            latest = update(WitnessRow).where(*_of(origin, witness), WitnessRow.size <= size)
            connection.execute(latest.values(size=size, at=at, fault=None, since=None))

    def failed(self, origin: str, witness: str, fault: Fault, *, at: datetime) -> bool:
        """A witness has not signed. Returns whether that is new: `INCONSISTENT` stays until it signs, whatever else happens."""
        known = WitnessRow.fault.in_((fault, Fault.INCONSISTENT))
        with self._database.writing() as connection:
            _begin(connection, origin, witness)
            other = update(WitnessRow).where(*_of(origin, witness), WitnessRow.fault.is_(None) | ~known)
            return connection.execute(other.values(fault=fault, since=at)).rowcount == 1


def _of(origin: str, witness: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return WitnessRow.origin == origin, WitnessRow.witness == witness


def _begin(connection: Connection, origin: str, witness: str) -> None:
    nothing = {"origin": origin, "witness": witness, "size": 0, "at": None, "fault": None, "since": None}
    add_missing(connection, WitnessRow, nothing, key=("origin", "witness"))
