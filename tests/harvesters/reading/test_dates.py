"""The dates of a record: which of its fields count."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from harvesters.base import Normalised, RawRecord
from harvesters.kinds.ckan import CkanHarvester
from harvesters.kinds.oai_pmh.oai_dc import read_record
from harvesters.reading.records import json_bytes
from schemas.dataset import DateValue
from schemas.source import Source
from tests.oai_portal import NAMESPACES
from tests.portal import package

RECEIVED = date(2026, 11, 29)
CREATED, CHANGED = "2024-01-02T03:04:05.000006", "2026-03-04T05:06:07.000008"


def source(**fields: Any) -> Source:
    declared = {"id": "x_example", "title": {"en": "X"}, "kind": "ckan", "url": "https://x.example", "jurisdiction": "UZ"}
    return Source.model_validate(declared | fields)


def ckan(*, of: Source | None = None, **fields: Any) -> Normalised:
    raw = RawRecord("1", json_bytes(package(1, **fields)), "application/json", "https://x.example", RECEIVED)
    return CkanHarvester().normalise(raw, of or source())


def oai(elements: str, *, datestamp: str = "2026-03-04T22:00:00Z") -> Normalised:
    content = (
        f"<record><header><identifier>1</identifier><datestamp>{datestamp}</datestamp></header>"
        f"<metadata><oai_dc:dc {NAMESPACES}><dc:title>Suv</dc:title>{elements}</oai_dc:dc></metadata></record>"
    )
    return read_record(RawRecord("1", content.encode(), "application/xml", "https://x.example", RECEIVED), source())


def told(normalised: Normalised) -> list[tuple[str, str]]:
    return [(issue.code, issue.pointer) for issue in normalised.issues if issue.code != "license-not-stated"]


def stated(found: DateValue | None) -> tuple[str, bool, bool]:
    """The text, whether it is a date, and whether it is about the record."""
    assert found
    return found.verbatim, found.value is not None, found.of_record


@pytest.mark.parametrize(
    "text", ["R/P1D", "ежедневно", "скоро", "soon", "0000-00-00", "9999-12-31", "03/04/2023", "1445/06/16", "45093"]
)
def test_an_unreadable_date_falls_to_the_next_field(text: str) -> None:
    found = ckan(modified=text, issued=text, release_date="2023-06-16")
    assert stated(found.dataset.modified) == (CHANGED, True, True)
    assert stated(found.dataset.issued) == ("2023-06-16", True, False)
    assert told(found)[:2] == [("date-not-understood", "/issued"), ("date-not-understood", "/modified")]


def test_without_any_readable_field_the_first_text_is_kept() -> None:
    found = ckan(modified="скоро", metadata_modified="soon")
    assert stated(found.dataset.modified) == ("скоро", False, False)
    assert stated(oai("<dct:modified>скоро</dct:modified>", datestamp="-").dataset.modified) == ("скоро", False, False)


def test_the_date_of_the_record_is_said_to_be_that() -> None:
    dataset = ckan(
        resources=[{"id": "r", "url": "https://x.example/a.csv", "created": CREATED, "metadata_modified": CHANGED}]
    ).dataset
    for found, text in ((dataset.issued, CREATED), (dataset.modified, CHANGED)):
        assert stated(found) == (text, True, True)
    assert stated(dataset.distribution[0].issued) == (CREATED, True, True)
    assert stated(dataset.distribution[0].modified) == (CHANGED, True, True)
    assert not stated(ckan(modified="2023-06-16").dataset.modified)[2]
    assert stated(oai("").dataset.modified) == ("2026-03-04T22:00:00Z", True, True)
    assert oai("").dataset.issued is None
    assert stated(oai("<dct:modified>2023</dct:modified>").dataset.modified) == ("2023", True, False)


def test_what_software_writes_without_a_zone_is_utc_and_what_people_write_is_local() -> None:
    software, people = ckan(metadata_modified="2026-03-04T22:00:00").dataset, ckan(modified="2026-03-04T22:00:00").dataset
    assert software.modified
    assert (software.modified.value, software.modified.calendar_day) == (datetime(2026, 3, 4, 22, tzinfo=UTC), date(2026, 3, 5))
    assert people.modified
    assert (people.modified.value, people.modified.calendar_day) == (datetime(2026, 3, 4, 17, tzinfo=UTC), date(2026, 3, 4))
    stamp = oai("").dataset.modified
    assert stamp
    assert stamp.calendar_day == date(2026, 3, 5)


@pytest.mark.parametrize(
    "text", ["2027", "2026-12-01", "2203-05-01", "2199-12-31T23:59:59Z", str(int(datetime(2030, 1, 1, tzinfo=UTC).timestamp()))]
)
def test_a_date_after_tomorrow_is_not_used(text: str) -> None:
    found = ckan(modified=text, temporal_end=text)
    assert stated(found.dataset.modified) == (CHANGED, True, True)
    assert found.dataset.temporal[0].end
    assert ("date-in-future", "/modified") in told(found)
    assert stated(oai(f"<dct:modified>{text}</dct:modified>").dataset.modified)[2]


def test_the_future_begins_after_tomorrow() -> None:
    for text in (RECEIVED, RECEIVED + timedelta(days=1)):
        assert told(ckan(modified=text.isoformat())) == []
    assert told(ckan(modified="2100-01-01")) == [("date-in-future", "/modified")]
    assert told(ckan(temporal_start="2050", temporal_end="2100")) == []


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01",
        "1970-01-01T00:00:00Z",
        "1970-01-01T05:00:00+05:00",
        "1899-12-30",
        "1900-01-01T00:00:00",
        "1601-01-01T00:00:00Z",
        "1753-01-01",
    ],
)
def test_the_zeros_of_programs_are_not_used(text: str) -> None:
    found = ckan(modified=text)
    assert stated(found.dataset.modified) == (CHANGED, True, True)
    assert told(found) == [("date-is-zero", "/modified")]


@pytest.mark.parametrize("text", ["1970", "1970-01", "1900-01-01", "1970-01-02", "1900"])
def test_old_dates_that_people_write_are_used(text: str) -> None:
    assert told(ckan(issued=text)) == []


def test_words_about_frequency_go_where_they_belong() -> None:
    found = ckan(modified="R/P1D")
    assert (found.dataset.accrual_periodicity, found.dataset.ignored) == ("R/P1D", ())
    found = ckan(modified="R/P1D", frequency="monthly")
    assert (found.dataset.accrual_periodicity, found.dataset.ignored) == ("monthly", ("/modified",))
    assert oai("<dct:modified>ежемесячно</dct:modified>").dataset.accrual_periodicity == "ежемесячно"
    found = oai("<dct:modified>ежемесячно</dct:modified><dct:accrualPeriodicity>P1Y</dct:accrualPeriodicity>")
    assert (found.dataset.accrual_periodicity, found.dataset.ignored) == ("P1Y", ("/metadata/modified/0",))
    found = ckan(resources=[{"id": "r", "url": "https://x.example/a.csv", "last_modified": "daily"}])
    assert (found.dataset.accrual_periodicity, found.dataset.ignored) == (None, ("/resources/0/last_modified",))


@pytest.mark.parametrize(
    "value",
    [
        1686855600000,
        1686855600,
        1686855600.0,
        1.6868556e18,
        {"$date": 1686855600000},
        {"$date": {"$numberLong": "1686855600000"}},
        {"date": "2023-06-16 00:00:00.000000", "timezone_type": 3, "timezone": "Asia/Tashkent"},
        [2023, 6, 16],
        [2023, 6, 16, 10, 15],
        {"year": 2023, "monthValue": 6, "dayOfMonth": 16},
    ],
)
def test_what_programs_write_as_json_is_read(value: object) -> None:
    found = ckan(modified=value)
    assert found.dataset.modified
    assert (found.dataset.modified.calendar_day, told(found)) == (date(2023, 6, 16), [])


DEEP: list[Any] = []
for _ in range(900):
    DEEP = [DEEP]


@pytest.mark.parametrize("value", [True, ["2023"], {"a": 1}, [1, 2, 3], [[]] * 1000, {"$date": DEEP}, {"$date": 10**30}])
def test_what_is_no_text_and_no_date_is_reported(value: object) -> None:
    found = ckan(modified=value)
    assert stated(found.dataset.modified) == (CHANGED, True, True)
    assert len(told(found)) == 1


def test_of_several_dates_the_first_that_can_be_used_counts_and_the_rest_is_listed() -> None:
    found = oai("<dc:date>скоро</dc:date><dc:date>2023-06-16</dc:date><dc:date>2024</dc:date>")
    assert stated(found.dataset.issued) == ("2023-06-16", True, False)
    assert told(found) == [("date-not-understood", "/metadata/date/0"), ("field-ignored", "/metadata/date/2")]


def test_the_declaration_says_how_a_portal_writes() -> None:
    assert told(ckan(issued="03/04/2023")) == [("date-not-understood", "/issued")]
    issued = ckan(of=source(day_first=True), issued="03/04/2023").dataset.issued
    assert issued
    assert issued.calendar_day == date(2023, 4, 3)
    issued = ckan(of=source(calendar="solar-hijri"), issued="1402/03/26").dataset.issued
    assert issued
    assert issued.calendar_day == date(2023, 6, 16)
    issued = ckan(of=source(jurisdiction="RU", time_zone="Asia/Vladivostok"), issued="1686837600000").dataset.issued
    assert issued
    assert issued.calendar_day == date(2023, 6, 16)


def test_a_period_in_one_text() -> None:
    found = ckan(temporal="II квартал 2023 г.")
    assert found.dataset.temporal[0].start
    assert found.dataset.temporal[0].start.calendar_day == date(2023, 4, 1)
    found = ckan(temporal_coverage="XIX аср")
    assert told(found) == [("date-not-understood", "/temporal_coverage")]
