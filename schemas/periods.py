"""The days of the periods that data describe."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from .dataset import DatePrecision, DateValue, PeriodOfTime

Days = tuple[date | None, date | None]
"""The first and the last day; None is an open end. One of them is known."""

_COARSE = frozenset({DatePrecision.YEAR, DatePrecision.MONTH})


def days_of(periods: Iterable[PeriodOfTime]) -> Iterator[Days]:
    """The days of each period that has any and does not end before it starts."""
    for each in periods:
        days = _days(each)
        if days and (days[0] or date.min) <= (days[1] or date.max):
            yield days


def around(periods: Iterable[PeriodOfTime]) -> Days | None:
    """The days from the start of the first to the end of the last period. None if no day is known, or all of time is meant."""
    found = list(days_of(periods))
    if not found:
        return None
    first, last = min(start or date.min for start, _ in found), max(end or date.max for _, end in found)
    days = (None if first == date.min else first, None if last == date.max else last)
    return days if any(days) else None


def _days(period: PeriodOfTime) -> Days | None:
    """The days of a period. A start alone is the whole year or month that it names; a day alone is the start of what goes on."""
    first = period.start.calendar_day if period.start else None
    last = _last_day(period.end) if period.end else None
    if period.start and last is None and period.start.precision in _COARSE:
        last = _last_day(period.start)
    return (first, last) if first or last else None


def _last_day(value: DateValue) -> date | None:
    """The last day of a date: of its year or month, if that is all that is stated."""
    day = value.calendar_day
    if day is None or value.precision not in _COARSE:
        return day
    month = 12 if value.precision is DatePrecision.YEAR else day.month
    if (day.year, month) == (date.max.year, date.max.month):
        return date.max
    return date(day.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
