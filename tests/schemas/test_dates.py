"""Dates as portals write them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dataset import DatePrecision, DateValue
from schemas.date_customs import Calendar, customs_of
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
    "۲۶ خرداد ۱۴۰۲",
    "26 Khordad 1402",
    "جمعه ۲۶ خرداد ۱۴۰۲",
    "جمعه ۲۶ خرداد سال ۱۴۰۲",
    "2023.06.16.",
    "«16.06.2023»",
    "16.06.2023г.",
    "16.06.2023 y.",
    "16\u00a0июня\u202f2023\u00a0г.",
    "\u200f16\u2010June\u20102023\u200e",
    "2023‑06‑16",
    "по состоянию на 16.06.2023",
    "на 16 июня 2023 г.",
    "от 16.06.2023",
    "па стане на 16 чэрвеня 2023 года",
    "as of June 16, 2023",
    "截至2023年6月16日",
    "截止到 2023-06-16",
    "2023 жылғы 16 маусымдағы жағдай бойынша",
    "2023 yil 16 iyun holatiga",
    "2023 yil 16 iyun",
    "2023 йил 16 июнь",
    "2023-ж. 16-июнь",
    "16 маусым 2023 ж.",
    "16 маусым 2023 жыл",
    "16 июни соли 2023",
    "16 июня 2023",
    "16-го июня 2023 года",
    "16 جون 2023ء",
    "16th June 2023",
    "16 June, 2023",
    "2023-Jun-16",
    "2023 June 16",
    "пятница, 16 июня 2023",
    "Пт 16.06.2023",
    "16.06.2023 (пятница)",
    "Friday, June 16, 2023",
    "жұма, 16 маусым 2023 ж.",
    "जून 16, 2023",
    "शुक्रवार, १६ जून २०२३",
    "جمعہ، 16 جون 2023",
    "2023年6月16日 星期五",
    "2023年6月16日（周五）",
    "二〇二三年六月十六日",
    "二零二三年六月十六日",
    "2023-W24-5",
    "2023W245",
    "2023-167",
    '["2023-06-16"]',
    '"2023-06-16"',
    '"2023-06-16"^^xsd:date',
    "2023-06-16^^http://www.w3.org/2001/XMLSchema#date",
    'new Date("2023-06-16")',
    "datetime.date(2023, 6, 16)",
    "[2023,6,16]",
    '{"year": 2023, "monthValue": 6, "dayOfMonth": 16}',
    '{"year": 2023, "month": 6, "day": 16}',
    "16-JUN-23",
    "16JUN2023",
    "«16» июня 2023 г.",
    "16. 06. 2023 г.",
    "2023 / 06 / 16",
    "公元2023年6月16日",
    "سه شنبه ۲۶ خرداد ۱۴۰۲",
    "2023-жылдын 16-июнунда",
    "2023 yilning 16 iyuni",
    '{"@value": "2023-06-16", "@type": "xsd:date"}',
]

SOLAR_HIJRI_DAYS = [
    "1402-03-26",
    "1402/3/26",
    "۱۴۰۲/۰۳/۲۶",
    "١٤٠٢-٠٣-٢٦",
    "26/03/1402",
    "14020326",
    "26.03.1402",
    "جمعه ۱۴۰۲/۰۳/۲۶",
]


@pytest.mark.parametrize("verbatim", DAYS)
def test_days(verbatim: str) -> None:
    assert parse_date(verbatim) == DateValue(verbatim=verbatim, value=JUNE_16, precision=DatePrecision.DAY)


@pytest.mark.parametrize(
    ("verbatim", "day"),
    [
        ("Tue, 07/04/2015 - 12:00", "2015-04-07"),
        ("Sat, 07/04/2015 - 12:00", "2015-07-04"),
        ("вт, 07/04/2015", "2015-04-07"),
        ("Wed, 07/04/2015 - 12:00", None),
        ("Tue, 05/05/2015 - 12:00", "2015-05-05"),
        ("07/04/2015 - 12:00", None),
        ("Wed, 07/01/2015", None),
    ],
)
def test_the_day_of_the_week_tells_day_and_month_apart(verbatim: str, day: str | None) -> None:
    value = parse_date(verbatim).value
    assert (value.date().isoformat() if value else None) == day


@pytest.mark.parametrize("verbatim", SOLAR_HIJRI_DAYS)
def test_years_that_two_calendars_share_are_read_where_the_calendar_is_known(verbatim: str) -> None:
    assert parse_date(verbatim, customs_of("IR")) == DateValue(verbatim=verbatim, value=JUNE_16, precision=DatePrecision.DAY)
    assert parse_date(verbatim, customs_of("KG", calendar=Calendar.SOLAR_HIJRI)).value == JUNE_16
    assert parse_date(verbatim, customs_of("PK")) == parse_date(verbatim) == DateValue(verbatim=verbatim)
    assert parse_date(verbatim, customs_of("IR", calendar=Calendar.GREGORIAN)).value is None


@pytest.mark.parametrize("verbatim", DAYS)
def test_a_portal_that_counts_in_solar_years_may_write_others_too(verbatim: str) -> None:
    assert parse_date(verbatim, customs_of("IR")).value == JUNE_16


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
        "۲۶ خرداد ۱۴۰۲ ساعت ۱۴:۰۵",
        "16 июня 2023 г. в 14 ч. 05 мин.",
        "2023年6月16日14时05分",
        "2023年6月16日 星期五 14:05",
        "2023年6月16日 下午2:05",
        "2023/6/16 下午 2:05:00",
        "06/16/2023 2:05:00 PM",
        "Fri, 06/16/2023 - 14:05",
        "пятница, 16 июня 2023 - 14:05",
        "Jun 16 2023  2:05PM",
        "June 16, 2023 at 2:05 p.m.",
        "16-JUN-2023 14.05.00.000000",
        "2023-06-16-14.05.00.000000",
        "16JUN2023:14:05:00",
        "16-JUN-23 02.05.00.000000000 PM",
        "202306161405",
        "20230616T1405",
        "20230616140500000",
        "Fri Jun 16 14:05:00 2023",
        "datetime.datetime(2023, 6, 16, 14, 5)",
        "Timestamp('2023-06-16 14:05:00')",
        "[2023, 6, 16, 14, 5]",
        "[2023, 6, 16, 14, 5, 0, 0]",
        '{"year":2023,"month":"JUNE","monthValue":6,"dayOfMonth":16,"hour":14,"minute":5,"second":0,"nano":0}',
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
        "۲۶ خرداد ۱۴۰۲ ۱۷:۳۵ +03:30",
        "2023-06-16T19:05:00+05:00[Asia/Tashkent]",
        "2023-06-16T14:05:00.000+0000",
        "16 Jun 2023 19:05:00 +0500",
        "Fri Jun 16 17:05:00 MSK 2023",
        "16.06.2023 17:05 (МСК)",
        "2023-06-16 19:05 UTC+5",
        "datetime.datetime(2023, 6, 16, 14, 5, tzinfo=<UTC>)",
        "Fri Jun 16 19:05:00 UZT 2023",
        "Fri Jun 16 19:05:00 GMT+05:00 2023",
        "Fri Jun 16 2023 19:05:00 GMT+0500 (Узбекистан, стандартное время)",
        "Friday, 16-Jun-23 14:05:00 GMT",
        "2023-06-16T14:05:00,000Z",
        "/Date(1686924300000)/",
        "/Date(1686924300000+0500)/",
        "\\/Date(1686924300000)\\/",
        "new Date(1686924300000)",
        'ISODate("2023-06-16T14:05:00Z")',
        "datetime.datetime(2023, 6, 16, 14, 5, tzinfo=datetime.timezone.utc)",
        '{"$date": 1686924300000}',
        '{"$date": {"$numberLong": "1686924300000"}}',
        '{"$date": "2023-06-16T14:05:00Z"}',
        '{"date":"2023-06-16 19:05:00.000000","timezone_type":3,"timezone":"Asia/Tashkent"}',
        '{"date":"2023-06-16 19:05:00.000000","timezone_type":1,"timezone":"+05:00"}',
        '{"date":16,"day":5,"hours":19,"minutes":5,"month":5,"seconds":0,"time":1686924300000,"year":123}',
        '{"seconds": 1686924300, "nanoseconds": 0}',
        "1.6869243E12",
        "1686924300000000",
        "1686924300000000000",
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
        ("за 2023 год", datetime(2023, 1, 1, tzinfo=UTC), DatePrecision.YEAR),
        ("2023-y.", datetime(2023, 1, 1, tzinfo=UTC), DatePrecision.YEAR),
        ("سال 2023", datetime(2023, 1, 1, tzinfo=UTC), DatePrecision.YEAR),
        ("1905", datetime(1905, 1, 1, tzinfo=UTC), DatePrecision.YEAR),
        ("2023-06", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("2023/6", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("2023年6月", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("июнь 2023 г.", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("June 2023", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("06.2023", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("2023年06月份", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("二〇二三年六月", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
        ("2023 жылғы маусым", datetime(2023, 6, 1, tzinfo=UTC), DatePrecision.MONTH),
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
        "2023-W24",
        "2023-W54-1",
        "2023-366",
        "2023-000",
        "2020-2023",
        "2023/24",
        "2020-01-01 - 2020-12-31",
        "с 01.01.2020 по 31.12.2020",
        "16.06.23",
        "23.06.16",
        "1402",
        "1402-03",
        "1445/06/16",  # the lunar calendar of Islam, or a solar one
        "1445هـ",
        "16 محرم 1445",
        "5 चैत्र 1945",
        "民国112年",
        "民国112年6月16日",
        "令和5年6月16日",
        "2566",  # a Buddhist year
        "16/06/2566",
        "45093",
        "2023Q2",
        "II квартал 2023",
        "2023年第二季度",
        "Fri Jun 16 14:05:00 XYZ 2023",
        "Fri Jun 16 14:05:00 CST 2023",  # China or America
        "new Date(2023, 5, 16)",  # its months count from 0
        "13:00 AM",
        "2023-06-16 13:00 AM",
        "2023-06-16T24:30:00",
        "{}",
        "[]",
        '{"a": 1}',
        '{"$date": {"$date": 1686924300000}}',
        '{"$date": true}',
        "/Date(999999999999999)/",
        '{"date":"2023-06-16 00:00:00","timezone":"../../etc"}',
        "[2023]x",
        "[" * 300,
        "ГОСТ 2023",
        "Sun 2023",
        "5.2023",
        "версия 2023",
        "№ 5 от 16.06.2023",
        "2.0.2023",
        "192.168.1.1",
        "+998 71 200 20 23",
        "понедельник",
        "июнь",
        "не указано",
        "-",
        "N/A",
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


JUNE_16_IN_TASHKENT = [
    "2023-06-16+05:00",
    "2023-06-16T00:00:00+05:00",
    "2023-06-16T00:00:00",
    "2023-06-16",
    "16.06.2023 00:10",
    "1686855600000",
    "1686855600",
    "2023-06-15T19:00:00Z",
    "2023-06-15T19:00:00.000+00:00",
    "/Date(1686855600000)/",
    "/Date(1686855600000+0500)/",
    '{"$date": 1686855600000}',
    "2023-06-16T24:00:00",
    "2023-06-16T23:59:60",
    '{"date":"2023-06-15 19:00:00.000000","timezone_type":3,"timezone":"UTC"}',
    "datetime.datetime(2023, 6, 15, 19, 0, tzinfo=<UTC>)",
    "Fri Jun 16 2023 00:00:00 GMT+0500 (UZT)",
    '{"date":"2023-06-16 00:00:00.000000","timezone_type":3,"timezone":"Asia/Almaty"}',
]


@pytest.mark.parametrize("verbatim", JUNE_16_IN_TASHKENT)
def test_the_day_is_the_one_of_the_portal(verbatim: str) -> None:
    assert parse_date(verbatim, customs_of("UZ")).calendar_day == date(2023, 6, 16)


def test_a_time_without_a_zone_is_local() -> None:
    at_home = parse_date("2023-06-16 00:10:00", customs_of("UZ"))
    assert (at_home.value, at_home.day) == (datetime(2023, 6, 15, 19, 10, tzinfo=UTC), date(2023, 6, 16))
    assert not at_home.zone_stated
    assert parse_date("2023-06-16 00:10:00", customs_of("RU")).day is None
    moscow = parse_date("2023-06-16 00:10:00", customs_of("RU", time_zone="Europe/Moscow"))
    assert (moscow.value, moscow.calendar_day) == (datetime(2023, 6, 15, 21, 10, tzinfo=UTC), date(2023, 6, 16))
    software = parse_date("2023-06-15T20:00:00", customs_of("UZ").of_software)
    assert (software.value, software.calendar_day) == (datetime(2023, 6, 15, 20, tzinfo=UTC), date(2023, 6, 16))


def test_an_ordinary_date_says_no_more_than_before() -> None:
    assert parse_date("2023-06-16", customs_of("UZ")).model_dump().keys() == {"verbatim", "value", "precision", "zone_stated"}


@pytest.mark.parametrize(
    ("stored", "day"),
    [
        ({"value": "2023-06-16T00:00:00Z", "precision": "day"}, date(2023, 6, 16)),
        ({"value": "2023-06-15T19:00:00Z", "precision": "day", "zone_stated": True}, date(2023, 6, 16)),
        ({"value": "2023-06-16T05:00:00Z", "precision": "day", "zone_stated": True}, date(2023, 6, 16)),
        ({"value": "2023-06-15T19:00:00Z", "precision": "time", "zone_stated": True}, date(2023, 6, 15)),
        ({"value": "2023-01-01T00:00:00Z", "precision": "year"}, date(2023, 1, 1)),
        ({}, None),
    ],
)
def test_what_version_0_1_stored_has_a_day_too(stored: dict[str, object], day: date | None) -> None:
    assert DateValue.model_validate({"verbatim": "…", **stored}).calendar_day == day


def test_a_short_name_of_a_zone_is_the_portals_own() -> None:
    text = "Fri Jun 16 14:05:00 CST 2023"
    assert parse_date(text, customs_of("CN")).value == datetime(2023, 6, 16, 6, 5, tzinfo=UTC)
    assert parse_date(text.replace("CST", "IST"), customs_of("IN")).value == datetime(2023, 6, 16, 8, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    ("verbatim", "day_first", "month_first"),
    [
        ("03/04/2023", date(2023, 4, 3), date(2023, 3, 4)),
        ("3-4-2023", date(2023, 4, 3), date(2023, 3, 4)),
        ("03/04/2023 14:05", date(2023, 4, 3), date(2023, 3, 4)),
        ("03.04.2023", date(2023, 4, 3), date(2023, 4, 3)),
        ("2023/03/04", date(2023, 3, 4), date(2023, 3, 4)),
        ("16/04/2023", date(2023, 4, 16), date(2023, 4, 16)),
        ("04/16/2023", date(2023, 4, 16), date(2023, 4, 16)),
        ("05/05/2023", date(2023, 5, 5), date(2023, 5, 5)),
    ],
)
def test_the_order_of_day_and_month_can_be_declared(verbatim: str, day_first: date, month_first: date) -> None:
    assert parse_date(verbatim, customs_of("RU", day_first=True)).calendar_day == day_first
    assert parse_date(verbatim, customs_of("RU", day_first=False)).calendar_day == month_first


DAY_FORMS: list[Callable[[date], str]] = [
    lambda day: day.isoformat(),
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.day}.{day.month}.{day.year} г.",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day:%G-W%V-%u}",
    lambda day: f"{day:%Y-%j}",
    lambda day: f"{day:%d %B %Y}",
    lambda day: f"{day:%A, %B %d, %Y}",
    lambda day: f"{day:%d-%b-%Y}".upper(),
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"[{day.year},{day.month},{day.day}]",
    lambda day: f"datetime.date({day.year}, {day.month}, {day.day})",
    lambda day: f"{day:%a %b %d} 10:15:00 UTC {day.year}",
    lambda day: f"{day:%a %b %d} {day.year} 10:15:00 GMT+0500 (…)",
    lambda day: f"{day}T00:00:00+05:00",
    lambda day: f"{day}+05:00",
    lambda day: str(day).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    *(
        lambda day, names=names: f"{day.day} {names.split()[day.month - 1]} {day.year}"
        for names in (
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
            "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
            "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
            "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
            "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
            "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри",
            "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
            "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
        )
    ),
]


@given(st.dates(min_value=date(1970, 1, 2), max_value=date(2049, 12, 31)))
def test_every_form_gives_back_its_day(day: date) -> None:
    texts = [form(day) for form in DAY_FORMS]
    assert [text for text in texts if parse_date(text, customs_of("UZ")).calendar_day != day] == []


@given(st.text(alphabet='0123456789-/.:, TZ年月日QW{}[]()"$dateгйяж', max_size=500))
def test_a_day_is_only_read_where_its_numbers_stand(verbatim: str) -> None:
    found = parse_date(verbatim, customs_of("UZ"))
    if found.value is not None and found.precision is not DatePrecision.TIME:
        assert str(found.value.year) in verbatim
