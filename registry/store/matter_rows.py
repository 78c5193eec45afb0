"""The columns that the tables of proposals, sets of rules and re-assessments have in common."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from schemas.actor import Actor

from .columns import JSON_TEXT, ROW_ID
from .models import Base


class MatterRow(Base):
    """The columns that are the same in all three tables."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, sort_order=-1)  # before the columns of the subclass
    state: Mapped[str]
    why_four_eyes: Mapped[str] = mapped_column(JSON_TEXT)
    reason: Mapped[str]
    by: Mapped[Actor]
    at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    settled_by: Mapped[Actor | None]
    settled_at: Mapped[datetime | None]
    settled_reason: Mapped[str | None]
