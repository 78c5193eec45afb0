"""Moments as whole seconds since 1970-01-01T00:00:00Z, which an index compares. Pure."""

from datetime import UTC, date, datetime, time, timedelta

from .extent import Bound
from .query import DateRange

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

SECOND = timedelta(seconds=1)

EARLIEST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // SECOND
"""The first second that there is."""


def column(name: str) -> str:
    """The column of a field that has a moment."""
    return f"moment_{name}"


def second_of(moment: datetime) -> int:
    """The second that a moment with an offset lies in."""
    return (moment - EPOCH) // SECOND


def moment_of(second: int) -> datetime:
    """The moment at which a second begins, in UTC."""
    return EPOCH + second * SECOND


def first_second(end: date) -> int:
    """The first second of a day of UTC, or that of a moment."""
    return second_of(end if isinstance(end, datetime) else datetime.combine(end, time.min, UTC))


def last_second(end: date) -> int:
    """The last second of a day of UTC, or that of a moment."""
    return second_of(end if isinstance(end, datetime) else datetime.combine(end, time.max, UTC))


def in_moments(item: DateRange) -> Bound:
    """A moment in a range, both of its ends included."""
    least = first_second(item.start) if item.start else None
    return Bound(column(item.field), least, last_second(item.end) if item.end else None)
