"""Read dates as portals write them.

It reads ISO 8601 (not its week dates), the orders of digits in use in the SCO states, month names, `2023年6月16日`, seconds and
milliseconds since 1970, digits of any script, and the Solar Hijri calendar. A text that could mean two different days
(`03/04/2023`) is not read: a wrong date is worse than none.

The years 1300 to 1450 are Solar Hijri, since no portal publishes datasets of the Middle Ages. Years outside 1500 to 2200 mean
"no date" (`0001-01-01`, `9999-12-31`).
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from . import months, solar_hijri
from .dataset import DatePrecision, DateValue

YEARS = range(1500, 2201)
"""The Gregorian years that we accept."""

EPOCH_YEARS = range(1990, 2101)
"""A bare number counts seconds or milliseconds since 1970 only if that gives one of these years."""

_LONGEST = 64
_DATE_LENGTH = len("2023-06-16")


def parse_date(verbatim: str) -> DateValue:
    """The date in a text. A text that is not clearly a date gives a `DateValue` without `value`."""
    # fromisoformat also takes week dates, and any sign before the time.
    if verbatim[4:5] == "-" and verbatim[5:6] != "W" and verbatim[10:11] in ("", "T", " "):
        try:
            moment = datetime.fromisoformat(verbatim)
        except ValueError:
            return _parse_other(verbatim)
        if moment.year in YEARS:
            return _value(verbatim, moment, DatePrecision.DAY if len(verbatim) == _DATE_LENGTH else DatePrecision.TIME)
    return _parse_other(verbatim)


def _value(verbatim: str, moment: datetime, precision: DatePrecision) -> DateValue:
    if moment.tzinfo is None:
        # combine costs a quarter of replace
        return DateValue(verbatim=verbatim, value=datetime.combine(moment, moment.time(), UTC), precision=precision)
    return DateValue(verbatim=verbatim, value=moment.astimezone(UTC), precision=precision, zone_stated=True)


def _parse_other(verbatim: str) -> DateValue:
    """The forms that `datetime.fromisoformat` does not know."""
    if len(verbatim) > _LONGEST:
        return DateValue(verbatim=verbatim)
    text = _plain(verbatim)
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _from_parts(verbatim, {name: part for name, part in match.groupdict().items() if part})
    return _from_epoch(verbatim, text)


def _plain(text: str) -> str:
    """The text without outer blanks, full-width forms and digits of other scripts."""
    text = unicodedata.normalize("NFKC", text.strip())
    return text if text.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def _from_parts(verbatim: str, parts: dict[str, str]) -> DateValue:
    try:
        moment = datetime.combine(_day(parts), _time(parts), tzinfo=_zone(parts.get("zone")))
    except ValueError:
        return DateValue(verbatim=verbatim)
    return _value(verbatim, moment, _precision(parts))


def _day(parts: dict[str, str]) -> date:
    """The first day of what is named. Raises `ValueError` if there is no such day, or no month of that name."""
    year, day = int(parts["year"]), int(parts.get("day", 1))
    name = parts.get("name", "").casefold()
    if name in months.SOLAR_HIJRI:
        return solar_hijri.to_gregorian(year, months.SOLAR_HIJRI[name], day)
    if not name and year in solar_hijri.YEARS:
        return solar_hijri.to_gregorian(year, int(parts.get("month", 1)), day)
    if year not in YEARS:
        raise ValueError(f"{year} is not a year that we accept")
    return date(year, months.GREGORIAN.get(name, 0) if name else int(parts.get("month", 1)), day)


def _time(parts: dict[str, str]) -> time:
    micro = parts.get("fraction", "")[:6].ljust(6, "0")
    return time(int(parts.get("hour", 0)), int(parts.get("minute", 0)), int(parts.get("second", 0)), int(micro))


def _zone(stated: str | None) -> tzinfo | None:
    if stated is None:
        return None
    if stated in ("Z", "z", "UTC", "GMT"):
        return UTC
    offset = timedelta(hours=int(stated[1:3]), minutes=int(stated[-2:]))
    return timezone(-offset if stated[0] == "-" else offset)


def _precision(parts: dict[str, str]) -> DatePrecision:
    if "hour" in parts:
        return DatePrecision.TIME
    if "day" in parts:
        return DatePrecision.DAY
    return DatePrecision.MONTH if "month" in parts or "name" in parts else DatePrecision.YEAR


def _from_epoch(verbatim: str, text: str) -> DateValue:
    """A count of seconds (9 or 10 digits) or milliseconds (12 or 13 digits) since 1970, which is UTC by its definition."""
    match = _EPOCH.fullmatch(text)
    if match:
        count = int(match["seconds"] or match["milliseconds"])
        moment = _START_OF_EPOCH + (timedelta(seconds=count) if match["seconds"] else timedelta(milliseconds=count))
        if moment.year in EPOCH_YEARS:
            return _value(verbatim, moment, DatePrecision.TIME)
    return DateValue(verbatim=verbatim)


_START_OF_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\.\d+)?|(?P<milliseconds>\d{12,13})")

_ZONE = r"(?P<zone>[Zz]|UTC|GMT|[+-](?:0\d|1[0-4]):?[0-5]\d)"
_CLOCK = rf"(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{{1,9}}))?)?\s*{_ZONE}?"
_TIME = rf"(?:(?:\s*,\s*|\s+|T)(?:в\s+)?{_CLOCK})?"
_NAME = r"(?P<name>[^\d\s.,/-]{2,12})\.?"
_OF_YEAR = r"(?:\s*(?:г\.|г|года|год))?"

_FORMS = tuple(
    re.compile(form)
    for form in (
        # 2023, 2023-6, 2023-06-16, 2023/6/16 14:05, 1402/03/25, 2023 год
        rf"(?P<year>\d{{4}}){_OF_YEAR}",
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})",
        rf"(?P<year>\d{{4}})(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_TIME}",
        # 2023-06-16Z, 2023-06-16+05:00: a date of XML Schema with its zone
        rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d){_ZONE}",
        # 16.06.2023, 16.06.2023 14:05
        rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}){_OF_YEAR}{_TIME}",
        # 16/06/2023 and 06/16/2023, where only one of the numbers can be the day
        rf"(?P<day>1[3-9]|[23]\d)(?P<sign>[-/])(?P<month>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}){_TIME}",
        rf"(?P<month>\d{{1,2}})/(?P<day>1[3-9]|[23]\d)/(?P<year>\d{{4}}){_TIME}",
        # 20230616, 20230616T101500, 20230616101500Z
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?:\.(?P<fraction>\d{{1,9}}))?{_ZONE}?",
        # 2023年, 2023年6月, 2023年6月16日 14:05
        rf"(?P<year>\d{{4}})\s*年(?:\s*(?P<month>\d{{1,2}})\s*月(?:\s*(?P<day>\d{{1,2}})\s*[日号]{_TIME})?)?",
        # 16 июня 2023 г., 16-Jun-2023, Fri, 16 Jun 2023 10:15:00 GMT (RFC 9110)
        rf"(?:[A-Za-z]{{3,9}},\s+)?(?P<day>\d{{1,2}})[\s-]+{_NAME},?[\s-]+(?P<year>\d{{4}}){_OF_YEAR}{_TIME}",
        # June 16, 2023
        rf"{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}",
        # июнь 2023 г., June 2023
        rf"{_NAME},?\s+(?P<year>\d{{4}}){_OF_YEAR}",
        # 2023 жылғы 16 маусым (Kazakh), 2023-жылдын 16-июну (Kyrgyz), 2023-yil 16-iyun (Uzbek)
        rf"(?P<year>\d{{4}})[\s-]*(?:жылғы|жылдын|yil|йил)\s+(?P<day>\d{{1,2}})[\s-]+{_NAME}",
    )
)
"""Every form, each with the names of its parts. No text fits two of them with different meanings."""
