"""The table of former states of records."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from .columns import JSON_TEXT
from .models import Base


class StateRow(Base):
    """A former state of a record, as it was replaced. `entry` is the entry of the trail that proves it, with the `salt`.

    Both are NULL for a state that was replaced before the trail had taken it over. Where a state was erased, `salt` and the
    layers are NULL.
    """

    __tablename__ = "record_state"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    source: Mapped[str]
    raw_hash: Mapped[str]
    entry: Mapped[int | None] = mapped_column(index=True)
    salt: Mapped[str | None]
    dataset: Mapped[str | None] = mapped_column(JSON_TEXT)
    curation: Mapped[str | None] = mapped_column(JSON_TEXT)
    assessment: Mapped[str | None] = mapped_column(JSON_TEXT)
    provenance: Mapped[str | None] = mapped_column(JSON_TEXT)
