"""What a record's data cover, as numbers that an index compares."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dataset import DateValue, Location, PeriodOfTime
from schemas.record import CatalogRecord
from search.extent import SLOTS, boxes, periods, years
from tests.factories import day, record

NEAR = 1e-6
"""An index has seven digits of a degree."""

longitudes, latitudes = (st.floats(-most, most).map(lambda edge: round(edge, 6)) for most in (180, 90))
places = st.tuples(longitudes, latitudes, longitudes, latitudes).map(lambda box: (box[0], *sorted((box[1], box[3])), box[2]))


def of(*given: tuple[str | None, str | None], modified: str | None = None) -> CatalogRecord:
    return record(temporal=[PeriodOfTime(start=day(start), end=day(end)) for start, end in given], modified=modified)


@given(st.lists(places, max_size=40))
def test_every_box_lies_in_one_of_few(given: list[tuple[float, float, float, float]]) -> None:
    found = boxes(record(spatial=[Location(verbatim="x", bbox=(west, south, east, north)) for west, south, north, east in given]))
    assert len(found) == (SLOTS if given else 0)
    for west, south, north, east in given:
        whole = east + 360 if east < west else east
        assert any(
            ((box[0] <= west + turn + NEAR and whole + turn <= box[2] + NEAR) or box[2] - box[0] >= 360 - NEAR)
            and box[1] <= south + NEAR
            and north <= box[3] + NEAR
            for box in found
            for turn in (0, 360, -360)
        )


@given(st.lists(st.tuples(st.integers(1900, 2100), st.integers(0, 20)), max_size=40))
def test_every_period_lies_in_one_of_few(given: list[tuple[int, int]]) -> None:
    found = periods(of(*((str(year), str(year + more)) for year, more in given)))
    assert len(found) == (SLOTS if given else 0)
    for year, more in given:
        first, last = date(year, 1, 1).toordinal(), date(year + more, 12, 31).toordinal()
        assert any(start <= first and last <= end for start, end in found)


@pytest.mark.parametrize(
    ("periods", "modified", "expected"),
    [
        ([("2019", None)], "2026-01-01", ["2019"]),
        ([("2019-03-01", None)], "2021-01-01", ["2019", "2020", "2021"]),
        ([("2019-03-01", None)], None, ["2019"]),
        ([("2019-03-01", None)], "2018-01-01", ["2019"]),
        ([(None, "2019")], None, ["2019"]),
        ([("2018-12-31", "2019-01-01")], None, ["2018", "2019"]),
        ([("2020", "2019")], "2017", ["2017"]),
        ([("0003", "0004")], "2017", ["2017"]),
        ([("0003", "0004")], None, []),
        ([], "2017-05", ["2017"]),
        ([], None, []),
    ],
)
def test_the_years_of_a_record(periods: list[tuple[str | None, str | None]], modified: str | None, expected: list[str]) -> None:
    assert list(years(of(*periods, modified=modified))) == expected


def test_a_long_period_has_its_last_years() -> None:
    found = years(of(("1500", "2020")))
    assert (len(found), found[-1]) == (150, "2020")


def test_a_period_without_a_date_is_none() -> None:
    given = record(temporal=[PeriodOfTime(start=DateValue(verbatim="soon")), PeriodOfTime()], modified=None)
    assert periods(given) == ()
    assert years(given) == ()


def test_the_last_year_of_the_calendar_has_an_end() -> None:
    assert periods(of(("9999", None)))[0] == (date(9999, 1, 1).toordinal(), date.max.toordinal())
