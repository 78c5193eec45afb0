"""Dates as programs write them: counts since 1970, and the forms that programming languages and databases give to a date.

`unwrapped` gives the date within as a text or as a count. It knows .NET (`/Date(1686855600000+0500)/`), JavaScript, Python, RDF,
MongoDB (`{"$date": …}`), PHP, and Java's objects and lists (Jackson, Gson).
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

EPOCH_YEARS = range(1990, 2101)
"""A bare number counts from 1970 only if that gives one of these years."""

LONGEST = 400
"""The most characters of a program's form."""

_EPOCH = re.compile(
    r"(?P<seconds>\d{9,10})(?:\.\d+)?|(?P<milliseconds>\d{12,13})(?:\.0+)?|(?P<microseconds>\d{15,16})|(?P<nanoseconds>\d{18,19})"
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d{1,18})?e\+?\d{1,2}")
_PER_SECOND = {"seconds": 1, "milliseconds": 1000, "microseconds": 1_000_000, "nanoseconds": 1_000_000_000}
_START = datetime(1970, 1, 1, tzinfo=UTC)

_CALL = re.compile(r"(?:new |datetime\.)?(?P<name>Date|ISODate|datetime|date|Timestamp)\((?P<inner>[^()]{4,80}(?:\(\))?)\)")
_NET = re.compile(r"\\?/Date\((?P<count>-?\d{1,13})(?P<zone>[+-]\d{4})?\)\\?/")
_TYPED = re.compile(r'"(?P<date>[^"]{4,40})"\^\^\S{3,80}|(?P<bare>[^"\s]{4,40})\^\^\S{3,80}')
_ZONE_OF_PYTHON = re.compile(r",\s*tzinfo=(?:datetime\.)?(?:timezone\.)?(?:utc|<UTC>)$")
_QUOTED = re.compile(r"""\s*["'](?P<date>[^"']{4,60})["']\s*(?:,\s*tz=["']UTC["']\s*)?""")
_NUMBERS = re.compile(r"\d{1,6}(?:\s*,\s*\d{1,6}){2,6}")


@dataclass(frozen=True)
class Inner:
    """The date in a program's form: as a text, with the IANA name of its zone if that is beside it."""

    text: str
    zone: str | None = None


def counted(text: str) -> datetime | None:
    """The instant of a count since 1970: 9 or 10 digits are seconds, 12 or 13 milliseconds, and so on. It is UTC."""
    if _SCIENTIFIC.fullmatch(text):
        text = str(int(Decimal(text)))
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    unit = str(match.lastgroup)
    moment = _START + timedelta(microseconds=int(match[unit]) * 1_000_000 // _PER_SECOND[unit])
    return moment if moment.year in EPOCH_YEARS else None


def unwrapped(text: str) -> Inner | None:
    """The date in a program's form, None if the text is no such form."""
    text = text.strip()
    if len(text) > LONGEST or not text:
        return None
    if text[0] in '{["':
        return _of_json(text) or _typed(text)
    if net := _NET.fullmatch(text):
        return _of_net(int(net["count"]), net["zone"])
    if call := _CALL.fullmatch(text):
        return _of_call(call["name"], call["inner"])
    return _typed(text)


def _typed(text: str) -> Inner | None:
    """A literal of RDF: `"2023-06-16"^^xsd:date`."""
    typed = _TYPED.fullmatch(text)
    return Inner(typed["date"] or typed["bare"]) if typed else None


def _of_net(count: int, zone: str | None) -> Inner | None:
    """Milliseconds since 1970, and the offset at which the program shows them. Years that no count can mean are left out."""
    moment = _START + timedelta(milliseconds=count)
    if moment.year not in EPOCH_YEARS:
        return None
    if zone is None:
        return Inner(moment.isoformat())
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:])) * (-1 if zone[0] == "-" else 1)
    return Inner(f"{(moment + offset).replace(tzinfo=None).isoformat()}{zone[:3]}:{zone[3:]}")


def _of_call(name: str, inner: str) -> Inner | None:
    """A call: of a text, of a count, or of the parts of a date, unless months count from 0 there (JavaScript)."""
    if quoted := _QUOTED.fullmatch(inner):
        return Inner(f"{quoted['date']}Z" if "tz=" in inner and ":" in quoted["date"] else quoted["date"])
    if counted(inner.strip()):
        return Inner(inner.strip())
    numbers = _ZONE_OF_PYTHON.sub("", inner)
    if name == "Date" or not _NUMBERS.fullmatch(numbers.strip()):
        return None
    found = [int(number) for number in numbers.split(",")]
    return _of_numbers(found, of=len(found), fraction=1_000_000, zone="" if numbers == inner else "Z")


def _of_json(text: str) -> Inner | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str | int | dict):
        value = value[0]
    return _of_value(value)


def _of_value(value: object) -> Inner | None:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return Inner(str(value))
    if isinstance(value, list):
        return _of_numbers([each for each in value if isinstance(each, int)], of=len(value), fraction=1_000_000_000)
    return _of_object(value) if isinstance(value, dict) else None


def _of_object(value: dict[str, Any]) -> Inner | None:
    """MongoDB, PHP, JSON-LD, Gson (whose years begin at 1900, so its count is read), Firestore and Jackson."""
    match value:
        case (
            {"$date": {"$numberLong": str() | int() as count}}
            | {"$date": str() | int() as count}
            | {"$numberLong": str() as count}
        ):
            return Inner(str(count))
        case {"date": str() as text, "timezone": str() as zone}:
            return Inner(text, zone)
        case {"@value": str() as text} | {"date": str() as text}:
            return Inner(text)
        case {"time": int() as count, "year": int(), "month": int()}:
            return Inner(str(count))
        case {"seconds": int() as count} | {"_seconds": int() as count} if value.keys() <= _OF_SECONDS:
            return Inner(str(count))
    return _of_java(value) if "year" in value else None


_OF_SECONDS = {"seconds", "_seconds", "nanoseconds", "_nanoseconds", "nanos"}


def _of_java(value: dict[str, Any]) -> Inner | None:
    """`{"year": 2023, "monthValue": 6, "dayOfMonth": 16, "hour": 10, …}`, as Jackson writes a `LocalDateTime`."""
    names = ("year", "monthValue" if "monthValue" in value else "month", "dayOfMonth" if "dayOfMonth" in value else "day")
    parts = [value.get(name) for name in names] + [value[name] for name in ("hour", "minute", "second", "nano") if name in value]
    return _of_numbers([each for each in parts if isinstance(each, int)], of=len(parts), fraction=1_000_000_000)


_DAY, _TO_MINUTE, _TO_SECOND, _TO_FRACTION = 3, 5, 6, 7


def _of_numbers(numbers: list[int], *, of: int, fraction: int, zone: str = "") -> Inner | None:
    """Year, month, day, hour, minute, second and the parts of a second, of which `fraction` are one second.

    `of` is how many parts were given, numbers or not.
    """
    if of != len(numbers) or of not in {_DAY, _TO_MINUTE, _TO_SECOND, _TO_FRACTION} or min(numbers) < 0:
        return None
    year, month, day, *time = numbers
    text = f"{year:04}-{month:02}-{day:02}"
    if not time:
        return Inner(text)
    hour, minute, second, part, *_ = (*time, 0, 0)
    return Inner(f"{text}T{hour:02}:{minute:02}:{second:02}.{part * 1_000_000 // fraction:06}{zone}")
