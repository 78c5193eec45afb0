"""Re-assessments and their rows: the two tables, and what becomes of what."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schemas.actor import Actor
from schemas.proposals import FourEyesCause
from schemas.reassessment import Effect, Reassessment, ReassessmentState

from .columns import JSON_TEXT, ROW_ID
from .database import AnyRow
from .models import Base


class ReassessmentRow(Base):
    """A re-assessment of all records: how far it has got, who works on it, and who confirmed and approved it.

    `cursor` is the last record that was judged. `host`, `pid` and `process` are those of its worker, if it has one.
    """

    __tablename__ = "reassessment"
    __table_args__ = (Index(None, "state"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    state: Mapped[str]
    rules: Mapped[str]
    former: Mapped[str] = mapped_column(JSON_TEXT)
    reason: Mapped[str]
    by: Mapped[Actor]
    at: Mapped[datetime]
    total: Mapped[int]
    read: Mapped[int]
    differing: Mapped[int]
    undeclared: Mapped[int]
    failed: Mapped[int]
    changed: Mapped[int]
    same: Mapped[int]
    left: Mapped[int]
    why_four_eyes: Mapped[str] = mapped_column(JSON_TEXT)
    confirmed_at: Mapped[datetime | None]
    settled_by: Mapped[Actor | None]
    settled_at: Mapped[datetime | None]
    settled_reason: Mapped[str | None]
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


_SAME = tuple(Reassessment.model_fields.keys() - {"id", "state", "former", "why_four_eyes"})
"""The columns that have what the re-assessment has."""


def row_of(reassessment: Reassessment) -> dict[str, Any]:
    """The columns of a re-assessment without its number."""
    return {
        **{name: getattr(reassessment, name) for name in _SAME},
        "state": reassessment.state.value,
        "former": _text(reassessment.former),
        "why_four_eyes": _text(reassessment.why_four_eyes),
    }


def to_reassessment(row: AnyRow) -> Reassessment:
    return Reassessment(
        **{name: getattr(row, name) for name in _SAME},
        id=row.id,
        state=ReassessmentState(row.state),
        former=tuple(orjson.loads(row.former)),
        why_four_eyes=tuple(map(FourEyesCause, orjson.loads(row.why_four_eyes))),
    )


def effect_row(reassessment: int, effect: Effect) -> dict[str, Any]:
    return {
        "key": sha256(f"{reassessment} {effect.key}".encode()).hexdigest(),
        "reassessment_id": reassessment,
        "lowered": bool(effect.lowered),
        "count": effect.count,
        "effect": effect.model_dump_json(),
    }


def _text(values: Iterable[str]) -> str:
    return orjson.dumps(list(values)).decode()
