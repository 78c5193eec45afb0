"""Dates as portals write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dataset import DatePrecision, DateValue
from schemas.dates import EPOCH_YEARS, YEARS, parse_date

JUNE_16 = datetime(2023, 6, 16, tzinfo=UTC)
AT_1405 = datetime(2023, 6, 16, 14, 5, tzinfo=UTC)

DAYS = [
    "2023-06-16",
    " 2023-06-16\n",
    "2023-6-16",
    "2023/06/16",
    "2023.6.16",
    "16.06.2023",
    "16.6.2023 г.",
    "16/06/2023",
    "16-06-2023",
    "06/16/2023",
    "20230616",
    "2023年6月16日",
    "2023年06月16号",
    "２０２３／６／１６",
    "16 июня 2023 г.",
    "16 июня 2023 года",
    "16 ИЮНЯ 2023",
    "16 чэрвеня 2023",
    "2023 жылғы 16 маусым",
    "2023-жылдын 16-июну",
    "2023-yil 16-iyun",
    "16 июн 2023",
    "16 June 2023",
    "16-Jun-2023",
    "June 16, 2023",
    "Jun 16th, 2023",
    "१६ जून २०२३",
    "२०२३-०६-१६",
    "۱۶ جون ۲۰۲۳",
    "1402-03-26",
    "1402/3/26",
    "۱۴۰۲/۰۳/۲۶",
    "١٤٠٢-٠٣-٢٦",
    "26/03/1402",
    "۲۶ خرداد ۱۴۰۲",
]


@pytest.mark.parametrize("verbatim", DAYS)
def test_days(verbatim: str) -> None:
    assert parse_date(verbatim) == DateValue(verbatim=verbatim, value=JUNE_16, precision=DatePrecision.DAY)


@pytest.mark.parametrize(
    "verbatim",
    [
        "2023-06-16T14:05",
        "2023-06-16 14:05:00",
        "2023-06-16T14:05:00.000000",
        "2023-06-16T14:05:00,000",
        "2023/6/16 14:05",
        "16.06.2023 14:05",
        "16.06.2023, 14:05:00",
        "16.06.2023 в 14:05",
        "20230616T140500",
        "20230616140500",
        "2023年6月16日 14:05",
        "16 июня 2023 г., 14:05",
        "۱۴۰۲/۰۳/۲۶ ۱۴:۰۵",
    ],
)
def test_times_without_a_zone_are_read_as_utc(verbatim: str) -> None:
    assert parse_date(verbatim) == DateValue(verbatim=verbatim, value=AT_1405, precision=DatePrecision.TIME)


@pytest.mark.parametrize(
    "verbatim",
    [
        "2023-06-16T14:05:00Z",
        "2023-06-16T14:05:00.0000000Z",
        "2023-06-16T19:05:00+05:00",
        "2023-06-16T19:05:00+0500",
        "2023-06-16 14:05:00 UTC",
        "2023-06-16T17:35:00+03:30",
        "1402-03-26T17:35:00+03:30",
        "20230616T140500Z",
        "Fri, 16 Jun 2023 14:05:00 GMT",
        "1686924300",
        "1686924300.0",
        "1686924300000",
    ],
)
def test_times_with_a_zone(verbatim: str) -> None:
    assert parse_date(verbatim) == DateValue(verbatim=verbatim, value=AT_1405, precision=DatePrecision.TIME, zone_stated=True)


def test_parts_of_a_second_are_kept() -> None:
    assert parse_date("2023-06-16T10:15:00.1234567Z").value == datetime(2023, 6, 16, 10, 15, 0, 123456, tzinfo=UTC)
    assert parse_date("16.06.2023 10:15:00.5").value == datetime(2023, 6, 16, 10, 15, 0, 500000, tzinfo=UTC)
    assert parse_date("1700010112345").value == datetime(2023, 11, 15, 1, 1, 52, 345000, tzinfo=UTC)


def test_a_day_with_a_zone_begins_in_that_zone() -> None:
    found = parse_date("2023-06-16+05:00")
    assert (found.value, found.precision, found.zone_stated) == (datetime(2023, 6, 15, 19, tzinfo=UTC), DatePrecision.DAY, True)


@pytest.mark.parametrize(
    ("verbatim", "first", "precision"),
    [
        ("2023", datetime(2023, 1, 1, tzinfo=UTC), DatePrecision.YEAR),
        ("2023 г.", datetime(2023, 1, 1, tzinfo=UTC), DatePrecision.YEAR),
        ("2023年", datetime(2023, 1, 1, tzinfo=UTC), DatePrecision.YEAR),
        ("1402", datetime(2023, 3, 21, tzinfo=UTC), DatePrecision.YEAR),
        ("1905", datetime(1905, 1, 1, tzinfo=UTC), DatePrecision.YEAR),
        ("2023-06", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("2023/6", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("2023年6月", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("июнь 2023 г.", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("June 2023", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("1402-03", datetime(2023, 5, 22, tzinfo=UTC), DatePrecision.MONTH),
        ("خرداد ۱۴۰۲", datetime(2023, 5, 22, tzinfo=UTC), DatePrecision.MONTH),
    ],
)
def test_years_and_months_begin_at_their_first_instant(verbatim: str, first: datetime, precision: DatePrecision) -> None:
    assert parse_date(verbatim) == DateValue(verbatim=verbatim, value=first, precision=precision)


@pytest.mark.parametrize(
    "verbatim",
    [
        "",
        " ",
        "NA",
        "null",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00",
        "9999",
        "9999-12-31",
        "2023-00-00",
        "2023-02-29",
        "2023-06-31",
        "2023-13-01",
        "31.06.2023",
        "03/04/2023",  # the third of April, or the fourth of March
        "03-04-2023",
        "16/13/2023",
        "1402-12-30",  # not a leap year
        "16 June 1402",
        "32 июня 2023",
        "16 брюмера 2023",
        "2023-W24-5",
        "2023W245",
        "2023-167",
        "2020-2023",
        "2023-0530",
        "2023-06-16T25:00:00",
        "2023-06-16T10:15:00+99:00",
        "2023-06-16T10:15:00 03:00",
        "2023-06-16x10:15",
        "R/P1D",
        "P1Y",
        "2023-01-01/2023-12-31",
        "12345",
        "100000000",  # seconds: 1973
        "9999999999999",
        "-1686924300",
        "ежемесячно",
        "2023-06-16 " * 2000,
    ],
)
def test_what_is_no_clear_date_has_no_value(verbatim: str) -> None:
    assert parse_date(verbatim) == DateValue(verbatim=verbatim)


@given(st.text(st.characters()) | st.text(alphabet="0123456789-/.:TZ+ 年月日۰۱۲۳۴۵۶۷۸۹г", max_size=30))
def test_any_text_is_kept_and_never_raises(verbatim: str) -> None:
    found = parse_date(verbatim)
    assert found.verbatim == verbatim
    assert (found.value is None) == (found.precision is None)
    assert found.value is None or found.value.utcoffset() == UTC.utcoffset(None)


@given(st.datetimes(min_value=datetime(YEARS[0] + 1, 1, 1), max_value=datetime(YEARS[-1] - 1, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants bounds without a zone
def test_what_python_writes_is_read(moment: datetime) -> None:
    assert parse_date(moment.isoformat()).value == moment
    assert parse_date(moment.isoformat(" ")).value == moment
    assert parse_date(moment.replace(tzinfo=None).isoformat()).value == moment
    assert parse_date(moment.strftime("%d.%m.%Y")).value == moment.replace(hour=0, minute=0, second=0, microsecond=0)


@given(st.datetimes(min_value=datetime(EPOCH_YEARS[0], 1, 2), max_value=datetime(EPOCH_YEARS[-1], 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the same
def test_counts_since_1970_are_read(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_date(str(int(moment.timestamp()))).value == moment
    assert parse_date(str(int(moment.timestamp() * 1000))).value == moment
