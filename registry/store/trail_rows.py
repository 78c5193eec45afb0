"""The tables of checkpoints: our own, who witnessed them, and those of others that this installation has witnessed."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from .models import Base


class CheckpointRow(Base):
    """A checkpoint that was signed: by which name the log is known, how many entries it is over, and the signed note."""

    __tablename__ = "checkpoint"

    origin: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str]
    at: Mapped[datetime]


class WitnessedRow(Base):
    """The last checkpoint of another log that this installation has co-signed."""

    __tablename__ = "witnessed"

    origin: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    note: Mapped[str]
    at: Mapped[datetime]


class WitnessRow(Base):
    """A witness of one of our logs: how many entries it signed last, and when; why it has not signed since, and since when.

    `witness` is its public key. `size` is 0 if it has signed nothing yet.
    """

    __tablename__ = "witness"

    origin: Mapped[str] = mapped_column(primary_key=True)
    witness: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    at: Mapped[datetime | None]
    fault: Mapped[str | None]
    since: Mapped[datetime | None]
