"""Dates on a page: an instant, its precision, and its ISO form for `<time datetime>`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from schemas.dataset import DatePrecision, DateValue

_PRECISION = {4: DatePrecision.YEAR, 7: DatePrecision.MONTH, 10: DatePrecision.DAY}
_COMPLETION = {4: "-01-01", 7: "-01"}


@dataclass(frozen=True)
class Moment:
    """An instant in UTC, with the precision that was given."""

    at: datetime
    precision: DatePrecision = DatePrecision.DAY

    @property
    def iso(self) -> str:
        """The ISO form, no longer than the precision."""
        text = self.at.isoformat()
        lengths = {precision: length for length, precision in _PRECISION.items()}
        if self.precision in lengths:
            return text[: lengths[self.precision]]
        return self.at.isoformat(timespec="seconds").replace("+00:00", "Z")


def of_value(value: DateValue | None) -> Moment | None:
    """The moment of a portal's date; None if the date was not understood. It is on the day that the portal means."""
    if value is None or value.value is None or value.calendar_day is None:
        return None
    precision, day = value.precision or DatePrecision.DAY, value.calendar_day
    if precision is DatePrecision.TIME and day == value.value.date():
        return Moment(value.value, precision)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Moment(at, DatePrecision.DAY if precision is DatePrecision.TIME else precision)


def of_iso(text: str | None) -> Moment | None:
    """The moment of an ISO date, or date and time, of any precision; None for any other text."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text + _COMPLETION.get(len(text), ""))
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return Moment(at.astimezone(UTC), _PRECISION.get(len(text), DatePrecision.TIME))


def of_instant(value: datetime | date) -> Moment:
    """The moment of one of our timestamps, or the start of a day."""
    if isinstance(value, datetime):
        return Moment(value.astimezone(UTC), DatePrecision.TIME)
    return Moment(datetime(value.year, value.month, value.day, tzinfo=UTC))
