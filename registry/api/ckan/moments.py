"""Moments as Solr writes them in a query: `2026-01-01T00:00:00Z`, `NOW`, `NOW-7DAYS/DAY`."""

import re
from datetime import UTC, datetime, timedelta

from .errors import SearchRefused

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z", re.ASCII)
_STEP = re.compile(r"(?P<sign>[+-])(?P<count>\d{1,6})(?P<unit>[A-Z]+?)S?(?=[+/-]|$)|/(?P<round>[A-Z]+?)S?(?=[+/-]|$)", re.ASCII)
_MATHS = re.compile(r"NOW(?P<steps>(?:[+-]\d{1,6}[A-Z]+|/[A-Z]+)*)", re.ASCII)

_SPANS = {
    "SECOND": timedelta(seconds=1),
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
    "DAY": timedelta(days=1),
    "DATE": timedelta(days=1),
    "WEEK": timedelta(weeks=1),
}
_MONTHS = {"MONTH": 1, "YEAR": 12}
_STARTS = {
    "SECOND": "%Y-%m-%dT%H:%M:%S",
    "MINUTE": "%Y-%m-%dT%H:%M:00",
    "HOUR": "%Y-%m-%dT%H:00:00",
    "DAY": "%Y-%m-%dT00:00:00",
    "DATE": "%Y-%m-%dT00:00:00",
    "MONTH": "%Y-%m-01T00:00:00",
    "YEAR": "%Y-01-01T00:00:00",
}
_LAST_SAFE_DAY = 28
"""The last day that every month has."""


def moment(text: str, now: datetime) -> datetime:
    """The moment, by its second in UTC. Raises `SearchRefused`, as Solr refuses everything else."""
    try:
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text).replace(microsecond=0)
        if found := _MATHS.fullmatch(text):
            return _stepped(now.astimezone(UTC).replace(microsecond=0), found["steps"])
    except (ValueError, OverflowError, KeyError):
        pass
    raise SearchRefused(f"{text!r} is no moment. Write 2026-01-31T08:30:00Z, NOW or NOW-7DAYS.")


def _stepped(at: datetime, steps: str) -> datetime:
    place = 0
    for step in _STEP.finditer(steps):
        if step.start() != place:
            raise ValueError(steps)
        place = step.end()
        at = _rounded(at, step["round"]) if step["round"] else _moved(at, int(step["sign"] + step["count"]), step["unit"])
    if place != len(steps):
        raise ValueError(steps)
    return at


def _rounded(at: datetime, unit: str) -> datetime:
    return datetime.fromisoformat(at.strftime(_STARTS[unit])).replace(tzinfo=UTC)


def _moved(at: datetime, count: int, unit: str) -> datetime:
    if unit not in _MONTHS:
        return at + count * _SPANS[unit]
    months = at.year * 12 + at.month - 1 + count * _MONTHS[unit]
    first = at.replace(year=months // 12, month=months % 12 + 1, day=min(at.day, _LAST_SAFE_DAY))
    return first if at.day <= _LAST_SAFE_DAY else first + timedelta(days=at.day - _LAST_SAFE_DAY)
