"""Moments, in the form in which portals are asked for changes."""

from datetime import UTC, datetime


def to_second(moment: datetime) -> str:
    """A moment in UTC, ISO 8601, rounded down to a second, so that a record of the same second is not missed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_day(moment: datetime) -> str:
    """The day of a moment in UTC, ISO 8601."""
    return to_second(moment)[:10]
