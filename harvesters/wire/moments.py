"""Moments as portals are asked for what changed since then."""

from datetime import UTC, datetime


def to_second(moment: datetime) -> str:
    """A moment in UTC, ISO 8601. What is finer than a second is cut off, so that a record of the same second is not missed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_day(moment: datetime) -> str:
    """The day of a moment in UTC, ISO 8601."""
    return to_second(moment)[:10]
