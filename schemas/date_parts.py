"""From the parts of a date, by the names that `date_forms` gives them, to its day, time, zone and precision."""

from datetime import date, datetime, time, timedelta, timezone, tzinfo

from . import solar_hijri
from .dataset import DatePrecision
from .date_customs import Calendar, DateCustoms
from .date_words import AFTERNOON, GREGORIAN, MORNING, SOLAR_HIJRI

YEARS = range(1500, 2400)
"""The Gregorian years that we accept."""

MIDNIGHT = 24
"""The hour at the end of a day."""

_MONTHS = 12
_NOON = 12
_CENTURY = 50
"""A year of two digits from here on is one of the twentieth century (Oracle's format RR)."""


def day_of(parts: dict[str, str], customs: DateCustoms) -> date:
    """The first day of what is named. Raises `ValueError` if there is no such day, or no month of that name."""
    year, day = _year(parts), int(parts.get("day", 1))
    name = parts.get("name", "")
    month = int(parts.get("month", 1))
    if "first" in parts:
        day, month = _in_order(int(parts["first"]), int(parts["other"]), parts["sign"], customs)
    if name in SOLAR_HIJRI:
        return solar_hijri.to_gregorian(year, SOLAR_HIJRI[name], day)
    if not name and year in solar_hijri.YEARS and customs.calendar is Calendar.SOLAR_HIJRI and not parts.keys() & _ISO_ONLY:
        return solar_hijri.to_gregorian(year, month, day)
    if year not in YEARS:
        raise ValueError(f"{year} is not a year that we accept")
    if "week" in parts:
        return date.fromisocalendar(year, int(parts["week"]), int(parts["weekday"]))
    if "ordinal" in parts:
        return _of_ordinal(year, int(parts["ordinal"]))
    return date(year, GREGORIAN.get(name, 0) if name else month, day)


_ISO_ONLY = {"week", "ordinal"}
"""Parts that only ISO 8601 has, whose years are Gregorian."""


def _year(parts: dict[str, str]) -> int:
    if "short" not in parts:
        return int(parts["year"])
    short = int(parts["short"])
    return short + (1900 if short >= _CENTURY else 2000)


def _of_ordinal(year: int, number: int) -> date:
    day = date.fromordinal(date(year, 1, 1).toordinal() + number - 1)
    if day.year != year:
        raise ValueError(f"the year {year} has no day {number}")
    return day


def _in_order(first: int, other: int, sign: str, customs: DateCustoms) -> tuple[int, int]:
    """Day and month of two numbers. Raises `ValueError` if both orders are possible and the portal's is not known."""
    if first > _MONTHS or first == other:
        return first, other
    if other > _MONTHS:
        if sign == "-" and customs.day_first is None:
            raise ValueError("nobody writes the month first with dashes")
        return other, first
    if customs.day_first is None:
        raise ValueError("it could be two days")
    return (first, other) if customs.day_first else (other, first)


def time_of(parts: dict[str, str]) -> time:
    """The time of day. 24:00 counts as 0:00, and a leap second as the second before."""
    hour, half = int(parts.get("hour", 0)), parts.get("half_before") or parts.get("half")
    minute, second = int(parts.get("minute", 0)), int(parts.get("second", 0))
    micro = (parts.get("fraction") or parts.get("milliseconds", ""))[:6].ljust(6, "0")
    if hour == MIDNIGHT and not (minute or second or int(micro) or half):
        hour = 0
    if half in MORNING and hour > _NOON:
        raise ValueError(f"{hour} is no hour of the morning")
    if half in AFTERNOON and hour < _NOON:
        hour += _NOON
    elif half in MORNING and hour == _NOON:
        hour = 0
    return time(hour, minute, min(second, 59) if second == 60 else second, int(micro))  # noqa: PLR2004  a minute has 60 seconds


def zone_of(stated: str | None, at: datetime, customs: DateCustoms) -> tzinfo | None:
    """A zone as an offset or by its short name. Raises `ValueError`."""
    if stated is None:
        return None
    if stated[-1] not in "0123456789":
        return customs.named_zone(stated.upper(), at)
    digits = stated.removeprefix("utc").removeprefix("gmt").replace(":", "")
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:] or 0))
    return timezone(-offset if digits[0] == "-" else offset)


def precision_of(parts: dict[str, str]) -> DatePrecision:
    if "hour" in parts:
        return DatePrecision.TIME
    if parts.keys() & {"day", "first", "week", "ordinal"}:
        return DatePrecision.DAY
    return DatePrecision.MONTH if "month" in parts or "name" in parts else DatePrecision.YEAR
