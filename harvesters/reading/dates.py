"""The dates of a record: each from the first field that has a date which can be used, and of the data before of the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from schemas.dataset import DatePrecision, DateValue, PeriodOfTime
from schemas.dates import parse_date
from schemas.frequencies import is_frequency
from schemas.source import Source

from .periods import is_time, parse_period
from .remarks import Remarks

ZERO_DAYS = frozenset({date(1601, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1970, 1, 1)})
"""The zeros of Windows, SQL Server, OLE, Excel and Unix. No portal published or changed a dataset on these days."""

ZERO_TIMES = frozenset({date(1900, 1, 1)})
"""Zeros only with a time of day (SQL Server). A library may write the year of a book as its first day."""

FEWEST_PARTS, MOST_PARTS = 3, 16
"""How many entries a list has that a program writes for a date, and the most of an object."""


@dataclass(frozen=True)
class Stated:
    """A date as a field states it.

    `in_utc`: a time is in UTC if it states no zone. `of_record`: it is about the portal's record, not about the data.
    """

    text: str
    pointer: str
    in_utc: bool = False
    of_record: bool = False


class Dates:
    """Reads the dates of a record as its portal writes them, and notes what cannot be used."""

    def __init__(self, remarks: Remarks, source: Source) -> None:
        self.remarks, self.customs = remarks, source.date_customs
        self._frequencies: list[Stated] = []

    def happened(self, stated: Iterable[Stated]) -> DateValue | None:
        """The first date of issue or change that can be used. If there is none, the first text is kept, without a value."""
        kept = None
        for each in stated:
            found = self._parsed(each)
            fault = self._fault(found)
            if fault is None:
                return found
            self._refuse(fault, each)
            kept = kept or DateValue(verbatim=each.text, of_record=each.of_record)
        return kept

    def read(self, stated: Stated) -> DateValue:
        """A date that may lie in the future. A text that is none is noted."""
        found = self._parsed(stated)
        if found.value is None:
            self._refuse("date-not-understood", stated)
        return found

    def period(self, text: str, pointer: str) -> PeriodOfTime:
        """A period. A text of which a part is not understood is noted."""
        found = parse_period(text, self.customs)
        if not is_time(found):
            self.remarks.note("date-not-understood", pointer, text)
        return found

    def take_frequency(self) -> str | None:
        """The first words about the frequency of changes that stood in place of a date."""
        return self._frequencies.pop(0).text if self._frequencies else None

    def close(self) -> None:
        """List the words about frequency that nobody took as ignored."""
        for each in self._frequencies:
            self.remarks.ignore(each.pointer.rsplit("/", 1)[-1], each.pointer, each.text)

    def of_program(self, value: dict[str, Any] | list[Any]) -> str | None:
        """An object, or a list of a year, a month, a day and so on, as JSON; None if it is no date."""
        if len(value) > MOST_PARTS or (isinstance(value, list) and len(value) < FEWEST_PARTS):
            return None
        try:
            text = orjson.dumps(value).decode()
        except orjson.JSONEncodeError:  # it is nested too deep, or holds a number that is too large
            return None
        return text if parse_date(text, self.customs).value else None

    def _parsed(self, stated: Stated) -> DateValue:
        customs = self.customs.of_software if stated.in_utc else self.customs
        found = parse_date(stated.text, customs)
        return found.model_copy(update={"of_record": True}) if stated.of_record else found

    def _fault(self, found: DateValue) -> str | None:
        """Why a date cannot be one of issue or change: the code of an issue. Tomorrow has begun somewhere."""
        day = found.calendar_day
        if day is None or found.value is None:
            return "date-not-understood"
        if day > self.remarks.received + timedelta(days=1):
            return "date-in-future"
        return "date-is-zero" if _is_zero(day, found.value, found.precision) else None

    def _refuse(self, fault: str, stated: Stated) -> None:
        self.remarks.note(fault, stated.pointer, stated.text)
        if fault == "date-not-understood" and is_frequency(stated.text):
            self._frequencies.append(stated)


def _is_zero(day: date, value: datetime, precision: DatePrecision | None) -> bool:
    """Whether a program wrote its zero. A whole year or month is what a person writes."""
    if precision not in {DatePrecision.DAY, DatePrecision.TIME}:
        return False
    return not {day, value.date()}.isdisjoint(ZERO_DAYS) or (precision is DatePrecision.TIME and day in ZERO_TIMES)
