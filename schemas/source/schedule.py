"""When a source is harvested, as people write it: cron text in UTC such as `30 3 * * *`, or a span such as `1d`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from croniter import CroniterBadDateError, CroniterError, croniter

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SECONDS = {unit: int(timedelta(**{name: 1}).total_seconds()) for unit, name in UNITS.items()}
SPAN = re.compile(r"(\d{1,6})([smhdw])")
SHORTEST = timedelta(minutes=1)
CRON_FIELDS = 5
CRON_FIELD = re.compile(r"(?:[0-9*,/-]|[a-z]{3})+", re.IGNORECASE)


class Schedule(Protocol):
    """Tells when a source is due."""

    def after(self, moment: datetime) -> datetime:
        """The first time after a moment (UTC)."""
        ...


@dataclass(frozen=True)
class Cron:
    """`text` has the five fields of cron: minute, hour, day of month, month, day of week."""

    text: str

    def after(self, moment: datetime) -> datetime:
        found: datetime = croniter(self.text, moment.astimezone(UTC)).get_next(datetime)
        return found


@dataclass(frozen=True)
class Every:
    """Due after each span."""

    span: timedelta

    def after(self, moment: datetime) -> datetime:
        return moment + self.span


def parse_span(text: str) -> timedelta:
    """A span such as `90s`, `15m`, `12h`, `1d` or `2w`. Raises `ValueError`."""
    match = SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no span of time; write a number and s, m, h, d or w, such as 12h or 1d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def span_text(span: timedelta) -> str:
    """The span as people write it."""
    seconds = int(span.total_seconds())
    unit = next(unit for unit in reversed(UNITS) if seconds % SECONDS[unit] == 0)
    return f"{seconds // SECONDS[unit]}{unit}"


def parse_every(text: str) -> Every:
    """Raises `ValueError`, also for less than a minute."""
    span = parse_span(text)
    if span < SHORTEST:
        raise ValueError(f"{text!r} is less than a minute")
    return Every(span)


def parse_cron(text: str) -> Cron:
    """Raises `ValueError` for a text that is not cron, and for a day that never comes."""
    words = f"{text!r} is no cron text; write minute, hour, day of month, month and day of week, such as 30 3 * * *"
    if len(text.split()) != CRON_FIELDS or not all(map(CRON_FIELD.fullmatch, text.split())):
        raise ValueError(words)
    try:
        Cron(text).after(datetime(2024, 1, 1, tzinfo=UTC))
    except CroniterBadDateError:
        raise ValueError(f"{text!r} is a day that never comes") from None
    except (CroniterError, ValueError, KeyError, AttributeError):
        raise ValueError(words) from None
    return Cron(text)


def parse_schedule(text: str) -> Schedule:
    """Cron text, or a span. Raises `ValueError`."""
    return parse_every(text) if SPAN.fullmatch(text.strip()) else parse_cron(text)
