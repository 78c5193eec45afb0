"""The Solar Hijri calendar, the civil calendar of Iran and Afghanistan.

Leap years follow the 33-year cycle, which agrees with the astronomical calendar for every year in `YEARS`.
"""

from datetime import date

YEARS = range(1300, 1451)
"""The years for which the conversion is exact: March 1921 to March 2072."""

_MONTHS = 12
_LONG_MONTHS = 6
_DAYS_BEFORE_YEAR_1 = 226_894
"""The proleptic Gregorian ordinal of the day before 1 Farvardin of year 1, as the 33-year cycle counts back to it."""


def to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian date of a Solar Hijri one. Raises `ValueError` for a date that does not exist, or a year outside `YEARS`."""
    if year not in YEARS or not 1 <= month <= _MONTHS or not 1 <= day <= _days_in(year, month):
        raise ValueError(f"{year}-{month}-{day} is no date of the Solar Hijri calendar")
    before = 31 * min(month - 1, _LONG_MONTHS) + 30 * max(month - 1 - _LONG_MONTHS, 0)
    return date.fromordinal(_new_year(year) + before + day - 1)


def _new_year(year: int) -> int:
    """The ordinal of 1 Farvardin."""
    return _DAYS_BEFORE_YEAR_1 + 365 * (year - 1) + _leap_days_before(year) + 1


def _leap_days_before(year: int) -> int:
    return (8 * year + 21) // 33


def _days_in(year: int, month: int) -> int:
    if month <= _LONG_MONTHS:
        return 31
    if month < _MONTHS:
        return 30
    return 29 + _leap_days_before(year + 1) - _leap_days_before(year)
