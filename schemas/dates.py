"""Read dates as portals write them.

It reads ISO 8601, the orders of digits in use in the SCO states, month names, `2023年6月16日`, counts since 1970 and other
forms of programs, digits of any script, and the Solar Hijri calendar. A text that could mean two different days
(`03/04/2023`) is not read: a wrong date is worse than none. `DateCustoms` say what is known of the portal, so that more texts
have one meaning.

The years 1300 to 1450 are read only where the portal's calendar is Solar Hijri: they could also be years of the lunar calendar of
Islam. Years outside 1500 to 2399 mean "no date" (`0001-01-01`, `9999-12-31`).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .dataset import DatePrecision, DateValue
from .date_customs import UNSTATED, DateCustoms
from .date_forms import FORMS
from .date_parts import MIDNIGHT, YEARS, day_of, precision_of, time_of, zone_of
from .date_programs import EPOCH_YEARS, LONGEST, Inner, counted, unwrapped
from .date_text import DIGIT, bare, plain, weekday_of

__all__ = ["EPOCH_YEARS", "YEARS", "parse_date"]

_LONGEST_TEXT = 64
_DATE_LENGTH = len("2023-06-16")


def parse_date(verbatim: str, customs: DateCustoms = UNSTATED) -> DateValue:
    """The date in a text. A text that is not clearly a date gives a `DateValue` without `value`."""
    # fromisoformat also takes week dates, and any sign before the time.
    if verbatim[4:5] == "-" and verbatim[5:6] != "W" and verbatim[10:11] in ("", "T", " "):
        try:
            moment = datetime.fromisoformat(verbatim)
        except ValueError:
            return _parse_other(verbatim, customs)
        if moment.year in YEARS:
            return _value(verbatim, moment, DatePrecision.DAY if len(verbatim) == _DATE_LENGTH else DatePrecision.TIME, customs)
    return _parse_other(verbatim, customs)


def _value(verbatim: str, moment: datetime, precision: DatePrecision, customs: DateCustoms) -> DateValue:
    """A date, with the day that the portal means if it is not that of the instant in UTC.

    A time in UTC is an instant, and its day is that of the portal's own zone. Any other time was written where its day is.
    """
    stated = moment.tzinfo is not None
    if not stated and (precision is not DatePrecision.TIME or customs.zone is UTC):
        # combine costs a quarter of replace
        return DateValue(verbatim=verbatim, value=datetime.combine(moment, moment.time(), UTC), precision=precision)
    local = moment if stated else moment.replace(tzinfo=UTC if customs.in_utc else customs.zone)
    instant = local.astimezone(UTC)
    if precision is DatePrecision.TIME and not local.utcoffset():
        local = instant.astimezone(customs.zone)
    day = local.date()
    told = None if day == instant.date() and precision is DatePrecision.TIME else day
    return DateValue(verbatim=verbatim, value=instant, precision=precision, zone_stated=stated, day=told)


def _parse_other(verbatim: str, customs: DateCustoms) -> DateValue:
    """The forms that `datetime.fromisoformat` does not know."""
    if len(verbatim) > LONGEST or not DIGIT.search(verbatim):
        return DateValue(verbatim=verbatim)
    inner = unwrapped(verbatim)
    if inner:
        return _of_program(verbatim, inner, customs)
    text = plain(verbatim)
    # a program writes the name of its zone in any language: Fri Jun 16 2023 10:15:00 GMT+0500 (…)
    if len(text.partition(" (")[0]) > _LONGEST_TEXT:
        return DateValue(verbatim=verbatim)
    return _of_text(verbatim, bare(text), customs, weekday=weekday_of(text))


def _of_program(verbatim: str, inner: Inner, customs: DateCustoms) -> DateValue:
    """The date within a program's form, which is not itself such a form."""
    if inner.zone:
        try:
            zone = _zone_of_name(inner.zone, customs)
            customs = customs.of_software if zone.tzname(None) == "UTC" else replace(customs, zone=zone)
        except ValueError:
            return DateValue(verbatim=verbatim)
    if len(inner.text) > _LONGEST_TEXT or unwrapped(inner.text):
        return DateValue(verbatim=verbatim)
    found = parse_date(inner.text, customs)
    update = {"verbatim": verbatim, "zone_stated": found.zone_stated or bool(inner.zone)}
    return found.model_copy(update=update) if found.value else DateValue(verbatim=verbatim)


def _zone_of_name(name: str, customs: DateCustoms) -> tzinfo:
    """A zone by its IANA name, its offset, or its short name (PHP has all three). Raises `ValueError`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = zone_of(name.casefold(), datetime(2000, 1, 1), customs)  # noqa: DTZ001  only its name is asked for
        if zone is None:
            raise ValueError(f"{name} is no time zone") from None
        return zone


def _of_text(verbatim: str, text: str, customs: DateCustoms, *, weekday: int | None) -> DateValue:
    if moment := counted(text):
        return _value(verbatim, moment, DatePrecision.TIME, customs)
    for form in FORMS:
        if match := form.fullmatch(text):
            parts = {name: part for name, part in match.groupdict().items() if part}
            return _from_parts(verbatim, parts, _in_order_of(weekday, parts, customs) if weekday else customs)
    return DateValue(verbatim=verbatim)


def _in_order_of(weekday: int, parts: dict[str, str], customs: DateCustoms) -> DateCustoms:
    """The customs with the order of day and month that falls on a day of the week, if only one does (Drupal: Tue, 07/04/2015)."""
    if "first" not in parts or customs.day_first is not None:
        return customs
    both = (replace(customs, day_first=True), replace(customs, day_first=False))
    fitting = [each for each in both if _falls_on(weekday, parts, each)]
    return fitting[0] if len(fitting) == 1 else customs


def _falls_on(weekday: int, parts: dict[str, str], customs: DateCustoms) -> bool:
    try:
        return day_of(parts, customs).isoweekday() == weekday
    except ValueError:
        return False


def _from_parts(verbatim: str, parts: dict[str, str], customs: DateCustoms) -> DateValue:
    try:
        day = day_of(parts, customs)
        start = datetime.combine(day, time_of(parts))
        moment = start.replace(tzinfo=zone_of(parts.get("zone"), start, customs))
        found = _value(verbatim, moment, precision_of(parts), customs)
        if found.value and parts.get("hour") == str(MIDNIGHT):  # the end of the day, which is not yet the next one
            return found.model_copy(update={"value": found.value + timedelta(days=1), "day": day})
    except (ValueError, OverflowError):
        return DateValue(verbatim=verbatim)
    return found
