"""A record as a row, and tables as CSV, JSON Lines and Parquet, read by programs that are not ours."""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pandas
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.assessment import Confidence
from schemas.csv_table import meant
from schemas.dataset import DateValue, LangString, Location, PeriodOfTime
from schemas.formats.entry import Entry
from schemas.formats.table import COLUMNS, Kind, Row, row
from schemas.formats.table_parquet import GROUP, parquet
from schemas.formats.table_text import csv_table, json_lines, list_cell, read_list
from schemas.record import CatalogRecord
from schemas.terms import PREFIXES
from tests.entries import BARE, CATALOG, ENTRIES, GONE, STRANGE, WHOLE, entry
from tests.factories import day, record, text

README = Path(__file__).parents[3] / "schemas" / "formats" / "README.md"

NAMES = [each.name for each in COLUMNS]

TYPES = {
    Kind.TEXT: str,
    Kind.TEXTS: list,
    Kind.WHOLE: int,
    Kind.NUMBER: float,
    Kind.BOOLEAN: bool,
    Kind.DAY: date,
    Kind.MOMENT: datetime,
}

HOSTILE = (
    "=1+1",
    "+49 30",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r\n=cmd|' /C calc'!A0",
    "＝1",
    "'=already",
    'a "quoted", text; with\nlines\r\nof\rall kinds',
    "\u202eright to left",
    "a\u2028b\u2029c\x85d",
    "| \\ || \\|",
    "x" * 100_000,
    "NA",
    "💧",
)


def of(records: CatalogRecord) -> Row:
    return row(entry(records), CATALOG)


def changed(of: CatalogRecord, **fields: object) -> CatalogRecord:
    return of.model_copy(update={"dataset": of.dataset.model_copy(update=fields)})


def saying(texts: Sequence[str]) -> Row:
    """The row of a record that has these texts wherever it can."""
    several = tuple(LangString(value=each) for each in texts)
    return of(changed(WHOLE, title=several, description=several, keyword=several, version=texts[0]))


def as_csv(*rows: Row, **how: object) -> str:
    return b"".join(csv_table(COLUMNS, [rows], **how)).decode()  # type: ignore[arg-type]


def read(table: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table, newline=""), delimiter=delimiter))


# the row


def columns_table() -> str:
    rows = (f"| `{each.name}` | {each.kind} | {each.description} | {f'`{each.term}`' if each.term else ''} |" for each in COLUMNS)
    return "\n".join(["| column | kind | what it is | term |", "|---|---|---|---|", *rows, ""])


def test_the_readme_has_the_table() -> None:
    written = README.read_text(encoding="utf-8")
    told = re.sub(r"(?<=<!-- columns -->\n).*?(?=<!-- /columns -->)", lambda _: columns_table(), written, flags=re.DOTALL)
    if os.environ.get("SERAI_REFRESH"):
        README.write_text(told, encoding="utf-8")
    assert columns_table() in README.read_text(encoding="utf-8")


def test_every_column_is_named_and_described_once() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(name.isidentifier() and name == name.lower() for name in NAMES)
    assert all(each.description.endswith(".") for each in COLUMNS)
    others = {"odrl"}
    assert {each.term.partition(":")[0] for each in COLUMNS if each.term} <= PREFIXES.keys() | others


@pytest.mark.parametrize("of", ENTRIES, ids=["whole", "bare", "strange", "gone"])
def test_every_cell_has_the_type_of_its_column(of: Entry) -> None:
    found = row(of, CATALOG)
    assert list(found) == NAMES
    for column in COLUMNS:
        value = found[column.name]
        assert value is None or type(value) is TYPES[column.kind], column
        assert value is not None or column.kind is not Kind.TEXTS
        if isinstance(value, list):
            assert all(type(each) is str for each in value)
        if isinstance(value, datetime):
            assert value.tzinfo is UTC


def test_what_the_portal_states_stands_as_it_is() -> None:
    found = of(WHOLE)
    assert (found["title"], found["alternative_language"]) == ("Water use by district", ["ru", "fa"])
    assert found["keyword"] == ["water", "district", "вода"]
    assert (found["issued"], found["issued_precision"], found["issued_of_record"]) == (date(2020, 1, 1), "year", False)
    assert (found["accrual_periodicity"], found["frequency"]) == ("monthly", "MONTHLY")
    assert [found[f"bbox_{edge}"] for edge in ("west", "south", "east", "north")] == [74.4, 42.7, 74.8, 43.0]
    assert found["download_url"] == ["https://data.example.kg/files/water.csv", "https://data.example.kg/api?q=%5Ba%20b%5D%7Cc"]
    assert (found["distribution_count"], found["byte_size"]) == (4, None)


def test_a_period_is_whole_only_where_both_ends_are_stated() -> None:
    closed = PeriodOfTime(start=day("2010"), end=day("2012"))
    found = of(changed(WHOLE, temporal=(closed, PeriodOfTime(start=day("2014-02"), end=day("2016-02")))))
    assert (found["temporal_start"], found["temporal_end"]) == (date(2010, 1, 1), date(2016, 2, 29))
    found = of(changed(WHOLE, temporal=(closed, PeriodOfTime(start=day("2014-02-01"), end=DateValue(verbatim="now")))))
    assert (found["temporal_start"], found["temporal_end"]) == (date(2010, 1, 1), None)


def test_a_conclusion_of_low_confidence_is_not_stated() -> None:
    low = {"confidence": Confidence.LOW}
    found = WHOLE.assessment
    weak = found.model_copy(
        update={
            "license": found.license.model_copy(update=low),
            "privacy": found.privacy.model_copy(update=low),
            "jurisdiction": found.jurisdiction.model_copy(update=low),
        }
    )
    sure, unsure = of(WHOLE), of(WHOLE.model_copy(update={"assessment": weak}))
    assert (sure["license"], sure["privacy_class"], sure["jurisdiction"]) == ("CC-BY-4.0", "open", ["KG"])
    for name in ("license", "license_title", "license_url", "privacy_class", "holder_state"):
        assert unsure[name] is None
    assert unsure["jurisdiction"] == unsure["governing_law"] == unsure["permission"] == []
    assert (unsure["license_stated"], unsure["license_confidence"]) == (["CC-BY-4.0"], "low")


def test_a_contact_person_is_in_no_cell() -> None:
    assert "water@example.kg" not in as_csv(of(WHOLE))
    assert "Water office" not in as_csv(of(WHOLE))


def test_an_address_that_is_none_is_no_address() -> None:
    assert of(STRANGE)["landing_page"] is None
    assert of(GONE)["status"] == "withdrawn"
    assert of(changed(WHOLE, title=()))["title"] is None


def test_numbers_that_no_reader_takes_are_left_out() -> None:
    [file, *_] = WHOLE.dataset.distribution
    big = file.model_copy(update={"byte_size": 10**30})
    assert of(changed(WHOLE, distribution=(big,)))["byte_size"] is None
    assert of(changed(WHOLE, distribution=(file, file)))["byte_size"] == 2468


def test_half_a_pair_of_surrogates_becomes_the_sign_for_what_cannot_be_read() -> None:
    broken = "a\ud800b"
    found = of(changed(BARE, title=(LangString(value=broken),), keyword=(LangString(value=broken),)))
    assert (found["title"], found["keyword"]) == ("a\ufffdb", ["a\ufffdb"])


# CSV


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
def test_csv_is_harmless_in_a_spreadsheet_and_nothing_is_lost(value: str) -> None:
    [found] = read(as_csv(saying([value, "other"])))
    assert not found["title"].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert meant(found["title"]) == meant(found["version"]) == value
    assert read_list(meant(found["keyword"])) == [value, "other"]


def test_numbers_are_numbers_in_csv() -> None:
    west = changed(WHOLE, spatial=(Location(verbatim="Rio", bbox=(-43.8, -23.1, -43.1, -22.7)),))
    frame = pandas.read_csv(io.StringIO(as_csv(of(west), of(BARE))))
    assert frame["bbox_west"].tolist()[0] == -43.8
    assert frame["distribution_count"].tolist() == [4, 0]
    assert frame["issued_of_record"].tolist()[0] is False
    assert pandas.to_datetime(frame["record_modified"]).dt.tz is not None
    assert pandas.to_datetime(frame["issued"])[0] == pandas.Timestamp(2020, 1, 1)
    assert frame["landing_page"].isna().tolist() == [False, True]


def test_csv_has_a_mark_and_another_separator_if_asked() -> None:
    assert not as_csv().startswith("\ufeff")
    assert as_csv(mark=True).startswith("\ufeffid,address,")
    for separator in (";", "\t"):
        [found] = read(as_csv(saying(list(HOSTILE)), separator=separator), separator)
        assert read_list(meant(found["keyword"])) == list(HOSTILE)


def test_a_nul_is_in_no_cell() -> None:
    assert read(as_csv(saying(["a\0b"])))[0]["title"] == "a\ufffdb"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])).filter(bool)))
def test_a_list_is_read_from_its_cell(values: list[str]) -> None:
    assert read_list(list_cell(values)) == values


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_any_text_comes_back_from_csv(values: list[str]) -> None:
    [found] = read(as_csv(saying(values)))
    assert meant(found["title"]) == values[0]
    assert meant(found["version"]) == values[0]


def test_a_text_of_a_million_characters_goes_out_whole() -> None:
    long = saying(["я" * 1_000_000])
    assert pandas.read_csv(io.StringIO(as_csv(long)))["title"][0] == long["title"]
    assert pandas.read_json(io.StringIO(b"".join(json_lines([[long]])).decode()), lines=True)["title"][0] == long["title"]
    assert pandas.read_parquet(as_parquet([[long]]))["title"][0] == long["title"]


# JSON Lines


def test_json_lines_have_real_lists_and_one_line_a_record() -> None:
    rows = [row(each, CATALOG) for each in ENTRIES] + [saying(list(HOSTILE))]
    table = b"".join(json_lines([rows[:2], rows[2:]])).decode()
    assert len(table.splitlines()) == len(rows)
    found = [json.loads(line) for line in table.splitlines()]
    assert found[0]["keyword"] == ["water", "district", "вода"]
    assert (found[0]["issued"], found[0]["record_modified"]) == ("2020-01-01", "2026-11-25T12:30:05Z")
    assert found[-1]["keyword"] == list(HOSTILE)
    frame = pandas.read_json(io.StringIO(table), lines=True)
    assert frame["title"].tolist() == [each["title"] for each in rows]


# Parquet


def as_parquet(batches: Sequence[Sequence[Row]]) -> io.BytesIO:
    return io.BytesIO(b"".join(parquet(COLUMNS, batches, {"made": "2026-11-25T12:00:00Z"})))


def test_parquet_has_types_and_says_what_each_column_is() -> None:
    rows = [row(each, CATALOG) for each in ENTRIES] + [saying(list(HOSTILE))]
    table = pyarrow.parquet.read_table(as_parquet([rows]))
    assert table.to_pylist() == rows
    assert table.schema.field("keyword").type == pyarrow.list_(pyarrow.string())
    assert table.schema.field("issued").type == pyarrow.date32()
    assert table.schema.field("record_modified").type == pyarrow.timestamp("us", tz="UTC")
    assert table.schema.field("title").metadata == {
        b"description": b"The portal's first title.",
        b"term": b"dct:title",
    }
    assert table.schema.metadata[b"made"] == b"2026-11-25T12:00:00Z"
    frame = pandas.read_parquet(as_parquet([rows]))
    assert str(frame["record_modified"].dtype).endswith("UTC]")
    assert frame["issued"].tolist()[0] == date(2020, 1, 1)
    assert list(frame["keyword"][0]) == ["water", "district", "вода"]


def test_parquet_goes_out_by_groups_of_rows() -> None:
    batch, count = [of(BARE)] * 500, 2 * GROUP // 500 + 1
    made = 0

    def batches() -> Iterator[list[Row]]:
        nonlocal made
        for _ in range(count):
            made += 1
            yield batch

    pieces = [(made, len(piece)) for piece in parquet(COLUMNS, batches(), {}) if piece]
    assert len({made for made, _ in pieces}) > 2, "all came at the end"
    file = pyarrow.parquet.ParquetFile(as_parquet([batch] * count))
    assert [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] == [GROUP, GROUP, 500]


def test_a_table_without_rows_is_one() -> None:
    assert read(as_csv()) == []
    assert b"".join(json_lines([])) == b""
    assert pyarrow.parquet.read_table(as_parquet([])).column_names == NAMES
    assert pyarrow.parquet.read_table(as_parquet([[]])).num_rows == 0


@pytest.mark.parametrize(
    "write",
    [
        lambda batches: csv_table(COLUMNS, batches),
        json_lines,
        lambda batches: parquet(COLUMNS, batches, {}),
    ],
    ids=["csv", "jsonl", "parquet"],
)
def test_a_failure_on_the_way_is_no_end_of_the_file(write: Callable[[Iterator[list[Row]]], Iterator[bytes]]) -> None:
    def batches() -> Iterator[list[Row]]:
        yield [of(WHOLE)]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        list(write(batches()))


def test_texts_of_many_languages_are_in_a_row() -> None:
    found = of(record({"zh": "水质", "ru": "Вода", "en": "Water"}, description={"en": "In English", "zh": "中文"}))
    assert (found["title_language"], found["description"], found["description_language"]) == ("zh", "中文", "zh")
    assert of(changed(BARE, description=text({"ru": "Вода"})))["description_language"] == "ru"
