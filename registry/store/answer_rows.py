"""The tables of kept answers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schemas.actor import Actor

from .columns import ROW_ID
from .models import Base


class AnsweredRecordRow(Base):
    """The state of a record on which kept answers rest, as canonical JSON, by its SHA-256."""

    __tablename__ = "answered_record"

    hash: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]


class AnswerRow(Base):
    """A kept answer. `content` is text, not JSON: the hash is over exactly these characters.

    `question` is what was asked, whoever asked; `same` the SHA-256 of all that makes two answers the same one. `entry` is the
    entry of the trail about it; NULL for an answer that an older version kept.
    """

    __tablename__ = "answer"
    __table_args__ = (Index(None, "record_id", "question", "id"), Index(None, "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    record_id: Mapped[UUID]
    question: Mapped[str]
    day: Mapped[date]
    basis: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[Actor | None]
    same: Mapped[str] = mapped_column(unique=True)
    record_hash: Mapped[str] = mapped_column(ForeignKey("answered_record.hash"), index=True)
    hash: Mapped[str]
    content: Mapped[str]
    entry: Mapped[int | None]
