"""Days of which something is asked, the rules that were in force then, and why nothing can be told of a day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID

from ..operation.in_force import RulesNotKept, RulesUnreadable
from ..policy.rules import Rules
from ..services import Services


class DayError(Exception):
    """Nothing can be told of a record on a day. `first` is the first day of which it can be told.

    Where several records are asked for, `of` has the error about each of which nothing can be told.
    """

    end = "first"

    def __init__(self, day: date, why: str, *, first: date, of: Mapping[UUID, "DayError"] | None = None) -> None:
        super().__init__(f"{day}: {why}. The {self.end} day that can be told of is {first}")
        self.day, self.first, self.of = day, first, dict(of or {})


class DayBeforeRecord(DayError):
    """Serai did not have the record then."""


class DayNotKept(DayError):
    """The state of then was erased, or is not kept and cannot be made again from the archive by today's code."""


class RulesOfDayNotKept(DayNotKept):
    """Which rules were in force then is not known, or this release cannot read them."""


class DayToCome(DayError):
    """The day has not come yet. `first` is today, the last day that can be told of."""

    end = "last"


def of_several(day: date, errors: Mapping[UUID, DayError]) -> DayError:
    """The error about several records, of which nothing can be told on a day."""
    kind = DayBeforeRecord if any(isinstance(each, DayBeforeRecord) for each in errors.values()) else DayNotKept
    why = f"nothing can be told of {', '.join(map(str, errors))}"
    return kind(day, why, first=max(each.first for each in errors.values()), of=errors)


def end_of(day: date) -> datetime:
    """The moment at which a day ends, in UTC."""
    return datetime.combine(day, time.max, UTC)


def check_come(services: Services, day: date) -> None:
    """Raises `DayToCome` for a day after today, in UTC."""
    today = services.clock().date()
    if day > today:
        raise DayToCome(day, "the day has not come yet", first=today)


def rules_of(services: Services, day: date) -> Rules:
    """The rules that were in force at the end of a day. Raises `RulesOfDayNotKept` and `StoreError`."""
    try:
        return services.rules_at(end_of(day))
    except RulesNotKept as error:
        first = (error.first or services.clock()).astimezone(UTC).date()
        raise RulesOfDayNotKept(day, "which rules were in force then is not known", first=first) from error
    except RulesUnreadable as error:
        raise RulesOfDayNotKept(day, str(error), first=services.clock().date()) from error
