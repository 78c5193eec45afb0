"""The tables of re-assessments."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schemas.actor import Actor
from schemas.reassessment import Effect

from .columns import JSON_TEXT
from .matter_rows import MatterRow
from .models import Base


class ReassessmentRow(MatterRow):
    """A re-assessment of all records: how far it has got, who works on it, and who confirmed and approved it.

    `cursor` is the last record that was judged. `host`, `pid` and `process` are those of its worker, if it has one.
    """

    __tablename__ = "reassessment"
    __table_args__ = (Index(None, "state"), {"sqlite_autoincrement": True})

    rules: Mapped[str]
    former: Mapped[str] = mapped_column(JSON_TEXT)
    total: Mapped[int]
    read: Mapped[int]
    differing: Mapped[int]
    undeclared: Mapped[int]
    failed: Mapped[int]
    changed: Mapped[int]
    same: Mapped[int]
    left: Mapped[int]
    ended: Mapped[datetime | None]
    error: Mapped[str | None]
    cursor: Mapped[UUID | None]
    stop_by: Mapped[Actor | None]
    host: Mapped[str | None]
    pid: Mapped[int | None]
    process: Mapped[str | None]
    heartbeat: Mapped[datetime]
    attempt: Mapped[int]
    fruitless: Mapped[int]


class ReassessmentEffectRow(Base):
    """A difference that a re-assessment found, the number of its records, and some of them. `key` is the hash of both."""

    __tablename__ = "reassessment_effect"
    __table_args__ = (Index(None, "reassessment_id", "lowered", "count"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    reassessment_id: Mapped[int] = mapped_column(ForeignKey("reassessment.id", ondelete="CASCADE"))
    lowered: Mapped[bool]
    count: Mapped[int]
    effect: Mapped[str] = mapped_column(JSON_TEXT)


def effect_row(reassessment: int, effect: Effect) -> dict[str, Any]:
    return {
        "key": sha256(f"{reassessment} {effect.key}".encode()).hexdigest(),
        "reassessment_id": reassessment,
        "lowered": bool(effect.lowered),
        "count": effect.count,
        "effect": effect.model_dump_json(),
    }
