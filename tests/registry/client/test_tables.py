"""All that a search finds, as a table of pandas and as files."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pandas as pd
import pytest

from registry.client import Serai, SeraiError
from registry.services import Services
from schemas.formats.table import COLUMNS, Kind
from search.query import Sort
from tests.registry.client.rough import Connection, Trouble, answers, breaks_off, hangs_up, never_ends

TYPES = {
    Kind.TEXT: "string",
    Kind.TEXTS: "object",
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "Float64",
    Kind.BOOLEAN: "boolean",
    Kind.DAY: "datetime64[ms]",
    Kind.MOMENT: "datetime64[us, UTC]",
}
"""What pandas has for each kind of column."""

WHOLE_AT_LAST = [breaks_off, never_ends, hangs_up, answers(503, Retry_After="0")]


@pytest.mark.parametrize("text", ["", "вода", "nothing has this word"])
@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.OLDEST])
def test_a_table_has_what_the_search_finds_in_its_order(serai: Serai, text: str, sort: Sort) -> None:
    found = serai.search(text, sort=sort)
    table = found.to_frame()
    assert [UUID(id) for id in table["id"]] == [item.id for item in found]
    assert {name: str(kind) for name, kind in table.dtypes.items()} == {each.name: TYPES[each.kind] for each in COLUMNS}


def test_a_table_is_ready_to_be_counted(serai: Serai, services: Services) -> None:
    found = serai.search()
    table = found.to_frame()
    by_portal = {value.value: value.count for value in found.count("source")["source"].values}
    assert table.groupby("source").size().to_dict() == by_portal
    formats = {value.value: value.count for value in found.count("format")["format"].values}
    assert table.explode("format").groupby("format")["id"].nunique().to_dict() == formats
    stored = {str(record.id): record for record in services.store.records.stream()}
    for row in table.itertuples():
        dataset = stored[row.id].dataset
        assert row.distribution_count == len(dataset.distribution)
        assert isinstance(row.keyword, list)
        assert pd.isna(row.description) is (not dataset.description)
    assert table["modified"].dt.year.notna().any()
    assert table["record_modified"].dt.tz is not None


def test_a_search_for_a_use_has_its_answers_in_the_table(serai: Serai) -> None:
    found = serai.search(usage="KZ:ai_training:all")
    table = found.to_frame()
    counts = found.answer.usage
    assert counts is not None
    assert table["usage_effect"].value_counts().to_dict() == {each.effect: each.count for each in counts.effects if each.count}


def test_files_are_read_by_others(serai: Serai, tmp_path: Path) -> None:
    found = serai.search("вода", jurisdiction=["KG", "IR"])
    ids = [str(item.id) for item in found]
    assert ids
    assert list(pd.read_csv(found.save(tmp_path / "water.csv"))["id"]) == ids
    assert list(pd.read_json(found.save(tmp_path / "water.JSONL"), lines=True)["id"]) == ids
    assert list(pd.read_parquet(found.save(tmp_path / "water.parquet"))["id"]) == ids
    features = json.loads(found.save(str(tmp_path / "water.geojson")).read_text())["features"]
    assert [feature["id"] for feature in features] == ids
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("name", ["water", "water.ttl", "water.xlsx", "csv"])
def test_an_ending_that_says_nothing_is_told_at_once(serai: Serai, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="csv, jsonl, parquet, geojson"):
        serai.search().save(tmp_path / name)


@pytest.mark.parametrize("trouble", WHOLE_AT_LAST)
def test_a_file_and_a_table_are_whole_after_a_bad_connection(address: str, tmp_path: Path, trouble: Trouble) -> None:
    with Serai(address) as serai:
        good = serai.search("вода").save(tmp_path / "good.jsonl").read_bytes()
    with Connection(address, [trouble, trouble]) as connection, Serai(connection.url, pause=0.01) as serai:
        found = serai.search("вода")
        bad = found.save(tmp_path / "bad.jsonl").read_bytes()
        assert [json.loads(line)["id"] for line in bad.splitlines()] == [json.loads(line)["id"] for line in good.splitlines()]
        connection.troubles = [trouble]
        assert len(found.to_frame()) == len(good.splitlines())


@pytest.mark.parametrize("trouble", [*WHOLE_AT_LAST, answers(500)])
def test_a_file_is_there_whole_or_not_at_all(address: str, tmp_path: Path, trouble: Trouble) -> None:
    target = tmp_path / "water.jsonl"
    target.write_text("before")
    with (
        Connection(address, [trouble] * 3) as connection,
        Serai(connection.url, retries=2, pause=0.01) as serai,
        pytest.raises(SeraiError),
    ):
        serai.search("вода").save(target)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("water.jsonl", "before")]


def test_a_folder_that_is_not_there_is_no_fault_of_the_connection(serai: Serai, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        serai.search().save(tmp_path / "nowhere" / "water.csv")


def test_without_pandas_all_else_works(address: str) -> None:
    program = f"""
import sys
sys.modules["pandas"] = None
from registry.client import Serai
with Serai({address!r}) as serai:
    print(serai.search().total)
    try:
        serai.search().to_frame()
    except ModuleNotFoundError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    total, told = done.stdout.splitlines()
    assert int(total) > 0
    assert "pip install 'serai[pandas]'" in told
