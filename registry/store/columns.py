"""The kinds of columns that SQLite and PostgreSQL must agree on."""

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from schemas.actor import Actor, ActorKind

from .errors import Corrupt

JSON_TEXT = JSON().with_variant(JSONB(), "postgresql")
"""JSON that goes in and comes out as text (see `database.connect`), which pydantic reads and writes faster than objects."""

ROW_ID = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database assigns. SQLite assigns numbers only in a column of type INTEGER."""


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises `ValueError` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC to the microsecond. SQLite keeps no zone, so the zone is removed on writing and added on reading."""

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


def actor_text(actor: Actor) -> str:
    """An actor as one text, `kind:name`. It is split at the first colon, because no kind contains a colon."""
    return f"{actor.kind.value}:{actor.name}"


def actor_of(text: str) -> Actor:
    """The actor of a text. Raises `ValueError` for an unknown kind."""
    kind, _, name = text.partition(":")
    return Actor(kind=ActorKind(kind), name=name)


class ActorText(TypeDecorator[Actor]):
    """An actor in a column of text, so that an index finds what one actor did."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Actor | None, _: Dialect) -> str | None:
        return None if value is None else actor_text(value)

    def process_result_value(self, value: str | None, _: Dialect) -> Actor | None:
        if value is None:
            return None
        try:
            return actor_of(value)
        except ValueError as error:
            raise Corrupt(f"{value!r} is not an actor") from error
