"""The table of checks that somebody asked for on the web."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from .models import Base


class CheckRow(Base):
    """A check of a portal at the host `site`, how far it is, and who works on it. `request` and `report` are JSON.

    `client` is a hash of the visitor's address for as long as visitors are counted, and empty afterwards; NULL for who has signed
    in. When the days of a report are over, only the row stays for a while, without what was asked and found.
    """

    __tablename__ = "portal_check"
    __table_args__ = (Index(None, "state"), Index(None, "asked"))

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    site: Mapped[str]
    request: Mapped[str]
    client: Mapped[str | None]
    asked: Mapped[datetime]
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    read: Mapped[int]
    stated_total: Mapped[int | None]
    requests: Mapped[int]
    error: Mapped[str | None]
    report: Mapped[str | None]
    host: Mapped[str | None]
    pid: Mapped[int | None]
    process: Mapped[str | None]
    heartbeat: Mapped[datetime]
    attempt: Mapped[int]
    fruitless: Mapped[int]
