"""The tables of sets of rules."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from .columns import JSON_TEXT
from .matter_rows import MatterRow
from .models import Base


class RuleSetRow(MatterRow):
    """A set of rules, in any state, with its difference from the set `base`. One of a kind is in force at a time."""

    __tablename__ = "rule_set"
    __table_args__ = (
        Index(None, "kind", "state", "id"),
        Index(None, "kind", "in_force_from"),
        Index(
            "uq_rule_set_in_force",
            "kind",
            unique=True,
            sqlite_where=text("state = 'in-force'"),
            postgresql_where=text("state = 'in-force'"),
        ),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str]
    version: Mapped[str]
    hash: Mapped[str]
    base: Mapped[int | None]
    stricter: Mapped[int]
    looser: Mapped[int]
    difference: Mapped[str | None] = mapped_column(JSON_TEXT)
    in_force_from: Mapped[datetime | None]
    in_force_until: Mapped[datetime | None]


class RuleFileRow(Base):
    """A file of a set of rules, by its name without an ending. `content` is text, so that it comes back as it was written."""

    __tablename__ = "rule_file"

    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
