"""The tables of proposals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schemas.actor import Actor

from .columns import JSON_TEXT
from .matter_rows import MatterRow
from .models import Base


class ProposalRow(MatterRow):
    """A decision about a set of records, in any state. `undoes` is the proposal that it undoes."""

    __tablename__ = "proposal"
    __table_args__ = (Index(None, "state", "id"), Index(None, "by", "id"), {"sqlite_autoincrement": True})

    aspect: Mapped[str]
    decision: Mapped[str | None] = mapped_column(JSON_TEXT)
    undoes: Mapped[int | None] = mapped_column(index=True)
    selection: Mapped[str] = mapped_column(JSON_TEXT)
    count: Mapped[int]
    unchanged: Mapped[int]
    left: Mapped[int]
    replaced: Mapped[int]
    undone_by: Mapped[Actor | None]
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str | None]


class ProposalRecordRow(Base):
    """A record of a proposal, with its version at the preview. `before` and `after` are what is said of it then and after.

    `former` is the decision that it had.
    """

    __tablename__ = "proposal_record"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    version: Mapped[int]
    outcome: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    former: Mapped[str | None]


class ProposalGroundsRow(Base):
    """What answers about the use of records depend on before and after a proposal, and of how many records.

    `number` counts the rows of a proposal.
    """

    __tablename__ = "proposal_grounds"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[str]
    after: Mapped[str]
    count: Mapped[int]
