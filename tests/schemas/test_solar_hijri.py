"""The Solar Hijri calendar against dates of the public record."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.solar_hijri import YEARS, to_gregorian


@pytest.mark.parametrize(
    ("solar_hijri", "gregorian"),
    [
        ((1300, 1, 1), date(1921, 3, 21)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1375, 1, 1), date(1996, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),  # a leap year ends with a 30th
        ((1402, 1, 1), date(2023, 3, 21)),
        ((1402, 3, 25), date(2023, 6, 15)),
        ((1402, 6, 31), date(2023, 9, 22)),
        ((1402, 7, 1), date(2023, 9, 23)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1405, 9, 4), date(2026, 11, 25)),
    ],
)
def test_known_dates(solar_hijri: tuple[int, int, int], gregorian: date) -> None:
    assert to_gregorian(*solar_hijri) == gregorian


@pytest.mark.parametrize(
    "no_date", [(1402, 12, 30), (1402, 7, 31), (1402, 0, 1), (1402, 13, 1), (1402, 1, 0), (1299, 1, 1), (1451, 1, 1)]
)
def test_dates_that_do_not_exist(no_date: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="is no date"):
        to_gregorian(*no_date)


@given(year=st.sampled_from(YEARS[:-1]))
def test_a_year_follows_the_one_before_without_a_gap(year: int) -> None:
    last = to_gregorian(year, 12, 29)
    following = to_gregorian(year + 1, 1, 1)
    assert following - last in (timedelta(days=1), timedelta(days=2))
    assert (following.month, following.day) in {(3, 20), (3, 21), (3, 22)}
