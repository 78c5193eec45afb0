"""How a portal writes dates: its time zone, its calendar, and whether the day comes before the month.

A declaration says so. Where it does not, the customs of the portal's state count (`vocab/date_customs.yml`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from .vocab import load


class Calendar(StrEnum):
    """The calendar that a portal counts years by. CLDR calls the second one `persian`."""

    GREGORIAN = "gregorian"
    SOLAR_HIJRI = "solar-hijri"


@dataclass(frozen=True)
class DateCustoms:
    """How a portal writes dates.

    `zone` is the zone of a time that states none. `calendar` is the one of the years 1300 to 1450. `day_first` tells whether
    `03/04/2023` is the third of April; such a text is not read if it is None. `in_utc` is for what software writes in UTC without
    saying so; its day is still that of `zone`.
    """

    zone: tzinfo = UTC
    calendar: Calendar = Calendar.GREGORIAN
    day_first: bool | None = None
    in_utc: bool = False

    @cached_property
    def of_software(self) -> "DateCustoms":
        """The same, for times in UTC."""
        return replace(self, in_utc=True)

    def named_zone(self, name: str, at: datetime) -> tzinfo:
        """The zone that a program calls by this name at a time. Raises `ValueError` if it is not certain which one that is.

        The portal's own zone comes first, so `CST` is China's standard time on a portal of China.
        """
        if name == at.replace(tzinfo=self.zone).tzname():
            return self.zone
        seconds = _table()["named_zones"].get(name)
        if seconds is None:
            raise ValueError(f"{name} is no time zone that we know")
        return timezone(timedelta(seconds=seconds)) if seconds else UTC


UNSTATED = DateCustoms()
"""For a text of which nothing is known."""


@cache
def customs_of(
    jurisdiction: str, *, time_zone: str | None = None, calendar: Calendar | None = None, day_first: bool | None = None
) -> DateCustoms:
    """The customs of a portal of a state: what is stated, else those of the state."""
    usual = _table()["states"].get(jurisdiction, {})
    zone = time_zone or usual.get("time_zone")
    return DateCustoms(
        zone=ZoneInfo(zone) if zone else UTC,
        calendar=calendar or Calendar(usual.get("calendar", Calendar.GREGORIAN)),
        day_first=day_first,
    )


@cache
def _table() -> Mapping[str, Any]:
    return MappingProxyType(load("date_customs.yml"))
