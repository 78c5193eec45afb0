"""Periods of time, as portals write them into one text."""

import re

from schemas.dataset import PeriodOfTime
from schemas.dates import parse_date

INTERVAL = re.compile(r"(?P<start>[^/]*)/(?P<end>[^/]*)")
"""An interval of ISO 8601: two dates with a slash between them. One may be missing or `..`."""

NAMED = re.compile(r"\s*(?P<name>start|end)\s*=\s*(?P<date>.+)", re.IGNORECASE | re.DOTALL)
"""A part of DCMI Period: `name=2020; start=2020-01-01; end=2020-12-31;`."""


def parse_period(text: str) -> PeriodOfTime:
    """The period in a text: an interval of ISO 8601, a DCMI Period, or one date, which is its start.

    A date that is not understood keeps its text, as everywhere.
    """
    parts = (match for part in text.split(";") if (match := NAMED.fullmatch(part)))
    named = {match["name"].lower(): match["date"].strip() for match in parts}
    interval = INTERVAL.fullmatch(text)
    if not named and interval:
        named = {name: part.strip() for name, part in interval.groupdict().items() if part.strip(" .")}
    elif not named:
        named = {"start": text}
    return PeriodOfTime(**{name: parse_date(date) for name, date in named.items()})


def is_time(period: PeriodOfTime) -> bool:
    """Whether a period is not empty and all of it was understood."""
    dates = [date for date in (period.start, period.end) if date]
    return bool(dates) and all(date.value is not None for date in dates)
