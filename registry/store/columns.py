"""The kinds of columns that SQLite and PostgreSQL must agree on."""

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

JSON_TEXT = JSON().with_variant(JSONB(), "postgresql")
"""JSON that goes in and comes out as text (see `database.connect`), which pydantic reads and writes faster than objects."""

ROW_ID = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database gives. SQLite counts up only in a column of type INTEGER."""


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises `ValueError` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC to the microsecond. SQLite keeps no zone, so it is taken off there and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return utc(value).replace(tzinfo=None) if dialect.name == "sqlite" else utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else utc(value)
