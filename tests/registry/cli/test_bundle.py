"""`serai export bundle`: the catalogue as one file that is of use by itself; a file that is no bundle is told from one."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas
import pytest
from lxml import html
from pyarrow import parquet

from .conftest import Serai

KINDS = ("sqlite", "parquet")


@pytest.fixture
def harvested(serai: Serai, monkeypatch: pytest.MonkeyPatch) -> Serai:
    monkeypatch.setenv("SERAI_BASE_URL", "https://serai.example.org/")
    monkeypatch.setenv("SERAI_MEANING", "off")
    assert serai("harvest", "kg_example").code == 0
    return serai


def test_any_browser_of_sqlite_shows_and_searches_it(harvested: Serai, tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite"
    done = harvested("export", "bundle", str(file))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{file}: 10 records of 1 portals, {file.stat().st_size} bytes\n")
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        about = dict(database.execute("SELECT name, value FROM about"))
        assert (about["records"], about["portals"], about["catalogue"]) == (10, 1, "https://serai.example.org")
        assert database.execute("SELECT id, title, state, datasets FROM portal").fetchall() == [
            ("kg_example", "Ачык маалыматтар", "KG", 10)
        ]
        assert database.execute("SELECT sum(datasets) FROM licence").fetchone() == (10,)
        [(title, keywords)] = database.execute("SELECT title, keyword FROM dataset LIMIT 1").fetchall()
        assert isinstance(json.loads(keywords), list)
        found = "SELECT count(*) FROM dataset_search WHERE dataset_search MATCH ?"
        assert database.execute(found, (f'"{title}"',)).fetchone()[0] >= 1


def test_parquet_is_one_table(harvested: Serai, tmp_path: Path) -> None:
    file = tmp_path / "catalog.parquet"
    assert harvested("export", "bundle", str(file)).code == 0
    table = pandas.read_parquet(file)
    assert (len(table), set(table["source"])) == (10, {"kg_example"})
    assert {json.loads(each)["record"]["id"] for each in table["record_json"]} == set(table["id"])
    told = parquet.read_metadata(file).metadata
    assert json.loads(told[b"serai.about"])["records"] == 10
    assert b"Each dataset has a licence of its own" in told[b"serai.licence_page"]


@pytest.mark.parametrize("kind", KINDS)
def test_equal_contents_are_equal_bytes(harvested: Serai, tmp_path: Path, kind: str) -> None:
    files = [tmp_path / f"{number}.file" for number in range(2)]
    told = [json.loads(harvested("export", "bundle", str(file), "--format", kind, "--json").out)["about"] for file in files]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert told[0] == told[1]


def test_both_kinds_have_the_same_contents(harvested: Serai, tmp_path: Path) -> None:
    told = [json.loads(harvested("export", "bundle", str(tmp_path / f"c.{kind}"), "--json").out) for kind in KINDS]
    assert [each["format"] for each in told] == list(KINDS)
    assert told[0]["about"] == told[1]["about"]


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_whole_file_or_none(harvested: Serai, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    file, page = folder / f"catalog.{kind}", folder / "licences.html"
    page.write_text("mine")
    refused = harvested("export", "bundle", str(file), "--licence-page", str(page))
    assert (refused.code, "export-exists" in refused.err, page.read_text()) == (1, True, "mine")
    assert [each.name for each in folder.iterdir()] == ["licences.html"]
    assert harvested("export", "bundle", str(file), "--licence-page", str(page), "--force").code == 0
    assert "export-exists" in harvested("export", "bundle", str(file)).err
    nowhere = harvested("export", "bundle", str(tmp_path / "nowhere" / f"catalog.{kind}"))
    assert (nowhere.code, "export-not-written" in nowhere.err) == (1, True), nowhere.err
    assert {each.name for each in folder.iterdir()} == {file.name, page.name}


def test_the_licence_page_counts_every_dataset(harvested: Serai, tmp_path: Path) -> None:
    page = tmp_path / "licences.html"
    assert harvested("export", "bundle", str(tmp_path / "catalog.sqlite"), "--licence-page", str(page)).code == 0
    read = html.fromstring(page.read_text(encoding="utf-8"))
    for table in read.findall(".//table"):
        assert sum(int(row.findtext("td") or "") for row in table.findall(".//tbody/tr")) == 10, table.findtext("caption")
    assert not read.xpath("//script | //link | //img | //@src")
    assert "not legal advice" in read.text_content()


def damaged(file: Path, change: Callable[[bytearray], object]) -> Path:
    content = bytearray(file.read_bytes())
    change(content)
    file.write_bytes(content)
    return file


def halved(content: bytearray) -> None:
    del content[len(content) // 2 :]


def turned(content: bytearray) -> None:
    """Some bytes in the middle are others."""
    for place in range(len(content) // 3, len(content) // 3 + 600):
        content[place] ^= 0xFF


@pytest.mark.parametrize("change", [halved, turned])
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_not_served(
    harvested: Serai, home: Path, tmp_path: Path, kind: str, change: Callable[[bytearray], object]
) -> None:
    file = tmp_path / f"catalog.{kind}"
    assert harvested("export", "bundle", str(file)).code == 0
    done = harvested("up", "--bundle", str(damaged(file, change)))
    assert (done.code, done.out) == (1, "")
    assert "bundle-damaged" in done.err, done.err
    assert not [each for each in (home / "bundles").glob("*") if each.is_dir()]


def without_a_record(file: Path) -> None:
    """The file is a whole database."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM record WHERE place = 3")


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA user_version = 99")


def of_another_program(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA application_id = 7")


def without_tables(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DROP TABLE record")


def of_words(file: Path) -> None:
    file.write_text("Serai")


def of_another_table(file: Path) -> None:
    pandas.DataFrame({"id": [1, 2]}).to_parquet(file)


def newer_parquet(file: Path) -> None:
    table = parquet.read_table(file.with_name("other.parquet"))
    about = json.loads(parquet.read_metadata(file.with_name("other.parquet")).metadata[b"serai.about"])
    parquet.write_table(table.replace_schema_metadata({"serai.about": json.dumps(about | {"form": 99})}), file)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without_a_record, "bundle-damaged"),
        (without_tables, "bundle-damaged"),
        (newer, "bundle-newer"),
        (newer_parquet, "bundle-newer"),
        (of_another_program, "bundle-not-ours"),
        (of_another_table, "bundle-not-ours"),
        (of_words, "bundle-not-ours"),
        (Path.unlink, "bundle-unreadable"),
    ],
)
def test_what_is_no_bundle_is_told(
    harvested: Serai, home: Path, tmp_path: Path, change: Callable[[Path], object], code: str
) -> None:
    file = tmp_path / "catalog.sqlite"
    for each in (file, tmp_path / "other.parquet"):
        assert harvested("export", "bundle", str(each)).code == 0
    change(file)
    done = harvested("up", "--bundle", str(file))
    assert (done.code, done.out) == (1, "")
    assert code in done.err, done.err
    assert not [each for each in (home / "bundles").glob("*") if each.is_dir()]
