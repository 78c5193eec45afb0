"""Periods in one text, as portals write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.reading.periods import is_time, parse_period
from schemas.date_customs import UNSTATED, DateCustoms, customs_of


def days(text: str, customs: DateCustoms = UNSTATED) -> tuple[str | None, str | None]:
    """The first days of both ends."""
    period = parse_period(text, customs)
    start, end = (date and date.calendar_day for date in (period.start, period.end))
    return start.isoformat() if start else None, end.isoformat() if end else None


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01/2020-12-31",
        "2020-01-01 / 2020-12-31",
        "start=2020-01-01; end=2020-12-31",
        "2020-01-01 - 2020-12-31",
        "2020-01-01-2020-12-31",
        "2020-01-01 – 2020-12-31",
        "01.01.2020—31.12.2020",
        "с 01.01.2020 по 31.12.2020",
        "С 1 января 2020 г. по 31 декабря 2020 г.",
        "от 01.01.2020 до 31.12.2020",
        "з 01.01.2020 па 31.12.2020",
        "from January 1, 2020 to December 31, 2020",
        "2020-01-01 to 2020-12-31",
        "2020-01-01..2020-12-31",
        "2020-01-01 ~ 2020-12-31",
        "2020年1月1日至2020年12月31日",
        "从2020年1月1日到2020年12月31日",
        "2020年1月1日—2020年12月31日",
        "[2020-01-01T00:00:00 TO 2020-12-31T23:59:59]",
    ],
)
def test_two_days(text: str) -> None:
    assert days(text) == ("2020-01-01", "2020-12-31")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2010-2020", "2010-01-01", "2020-01-01"),
        ("2010–2020 гг.", "2010-01-01", "2020-01-01"),
        ("2010-2020 годы", "2010-01-01", "2020-01-01"),
        ("2010-2020 жж.", "2010-01-01", "2020-01-01"),
        ("2010-2020 yillar", "2010-01-01", "2020-01-01"),
        ("2023/24", "2023-01-01", "2024-01-01"),
        ("2023-24", "2023-01-01", "2024-01-01"),
        ("2023/2024", "2023-01-01", "2024-01-01"),
        ("март 2020 - май 2021", "2020-03-01", "2021-05-01"),
        ("2020年1月至2020年12月", "2020-01-01", "2020-12-01"),
        ("2023Q2", "2023-04-01", "2023-06-01"),
        ("2023-Q4", "2023-10-01", "2023-12-01"),
        ("Q1 2023", "2023-01-01", "2023-03-01"),
        ("II квартал 2023 г.", "2023-04-01", "2023-06-01"),
        ("за 2 квартал 2023 года", "2023-04-01", "2023-06-01"),
        ("2023年第二季度", "2023-04-01", "2023-06-01"),
        ("2 чорак 2023", "2023-04-01", "2023-06-01"),
        ("2023 yil 2-chorak", "2023-04-01", "2023-06-01"),
        ("2023/..", "2023-01-01", None),
        ("../2023", None, "2023-01-01"),
        ("2023..", "2023-01-01", None),
        ("2023-", "2023-01-01", None),
        ("с 2023 года", "2023-01-01", None),
        ("since 2023", "2023-01-01", None),
        ("2023 – present", "2023-01-01", None),
        ("2023 г. - н.в.", "2023-01-01", None),
        ("с 2023 г. по настоящее время", "2023-01-01", None),
        ("2023年至今", "2023-01-01", None),
        ("до 2023", None, "2023-01-01"),
        ("за 2023 год", "2023-01-01", None),
        ("2011-12", "2011-12-01", None),
        ("2050-2100", "2050-01-01", "2100-01-01"),
    ],
)
def test_other_periods(text: str, start: str | None, end: str | None) -> None:
    assert days(text) == (start, end)
    assert is_time(parse_period(text))


def test_years_are_those_of_the_portals_calendar() -> None:
    assert days("از ۱۳۹۵ تا ۱۴۰۰", customs_of("IR")) == ("2016-03-20", "2021-03-21")
    assert days("1395-1400", customs_of("IR")) == ("2016-03-20", "2021-03-21")
    assert days("1395-1400", customs_of("PK")) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Бишкек",
        "Ош - Джалал-Абад",
        "от Оша до Бишкека",
        "XIX кылым",
        "2010 - 2005",
        "2010-11-2012",  # November 2010 to 2012, or 2010 to November 2012
        "1-31 января 2020",
        "2001-2002, 2005-2007",
        "2023-27",
        "69-70",
        "43.2 76.9",
        "2020-01-01/P1Y",
        "-",
        "с",
        "по",
        "1 " * 50_000,
        "2020 - " * 20_000,
        "/" * 100_000,
    ],
)
def test_what_is_no_clear_period_keeps_its_words(text: str) -> None:
    assert not is_time(parse_period(text))


@given(st.text() | st.text(alphabet="0123456789-–/.; старьдо至年IVQ", max_size=80))
def test_any_text_is_let_in(text: str) -> None:
    parse_period(text)
