"""`serai export`: the catalogue as one file."""

import gzip
import json
from functools import partial
from pathlib import Path

import pandas
import pytest
from pyoxigraph import RdfFormat, parse

from .conftest import Serai

SYNTAXES = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML, "nt": RdfFormat.N_TRIPLES}


@pytest.fixture
def harvested(serai: Serai, monkeypatch: pytest.MonkeyPatch) -> Serai:
    monkeypatch.setenv("SERAI_BASE_URL", "https://serai.example.org/")
    assert serai("harvest", "kg_example").code == 0
    return serai


def test_every_syntax_has_the_same_graph(harvested: Serai, tmp_path: Path) -> None:
    graphs = {}
    for suffix, syntax in SYNTAXES.items():
        file = tmp_path / f"catalog.{suffix}.gz"
        done = harvested("export", "dcat", str(file), "--format", suffix)
        assert (done.code, done.err) == (0, "")
        assert done.out == f"{file}: 10 records of 1 portals, {file.stat().st_size} bytes\n"
        graphs[suffix] = {each.triple for each in parse(gzip.decompress(file.read_bytes()), format=syntax)}
    assert len(set(map(frozenset, graphs.values()))) == 1
    iris = {each.subject.value for each in graphs["nt"] if "#type" in each.predicate.value and "#Dataset" in str(each.object)}
    assert len(iris) == 10
    assert all(iri.startswith("https://serai.example.org/datasets/") for iri in iris)


def test_a_file_is_replaced_only_if_it_is_asked_for(harvested: Serai, tmp_path: Path) -> None:
    file = tmp_path / "catalog.ttl.gz"
    file.write_bytes(b"mine")
    refused = harvested("export", "dcat", str(file))
    assert refused.code == 1
    assert "export-exists" in refused.err
    assert file.read_bytes() == b"mine"
    assert harvested("export", "dcat", str(file), "--force").code == 0
    first = file.read_bytes()
    assert harvested("export", "dcat", str(file), "--force").code == 0
    assert file.read_bytes() == first
    assert sorted(each.name for each in tmp_path.glob("catalog*")) == ["catalog.ttl.gz"]


def test_a_file_that_cannot_be_written_is_told(harvested: Serai, tmp_path: Path) -> None:
    done = harvested("export", "dcat", str(tmp_path / "nowhere" / "catalog.ttl.gz"))
    assert done.code == 1
    assert "export-not-written" in done.err


def test_addresses_of_this_machine_are_told(serai: Serai, tmp_path: Path) -> None:
    assert "SERAI_BASE_URL" in serai("export", "dcat", str(tmp_path / "catalog.nt.gz"), "--format", "nt").err


def test_a_search_is_written_as_every_kind_of_table(harvested: Serai, tmp_path: Path) -> None:
    readers = {
        "csv": pandas.read_csv,
        "jsonl": partial(pandas.read_json, lines=True),
        "parquet": pandas.read_parquet,
        "geojson": lambda file: pandas.DataFrame(json.loads(file.read_text(encoding="utf-8"))["features"]),
    }
    found = json.loads(harvested("search", "", "--limit", "100", "--json").out)
    for suffix, read in readers.items():
        file = tmp_path / f"all.{suffix}"
        done = harvested("export", "search", str(file))
        assert (done.code, done.err) == (0, "")
        assert done.out == f"{file}: 10 records, {file.stat().st_size} bytes\n"
        assert read(file)["id"].tolist() == [each["id"] for each in found["items"]]


def test_a_search_is_written_with_its_words_and_filters(harvested: Serai, tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    asked = ["суу", "--license", "CC-BY-4.0", "--usage", "KZ:research:all", "--sort", "id"]
    total = json.loads(harvested("search", *asked, "--json").out)["total"]
    done = harvested("export", "search", str(file), *asked, "--as", "csv", "--separator", "semicolon", "--mark", "--json")
    assert json.loads(done.out) == {"file": str(file), "size": file.stat().st_size, "records": total}
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid;address;")
    table = pandas.read_csv(file, sep=";", encoding="utf-8-sig")
    assert (len(table), {*table["usage_effect"]} == set()) == (total, total == 0)


def test_a_table_is_replaced_only_if_it_is_asked_for(harvested: Serai, tmp_path: Path) -> None:
    file = tmp_path / "all.csv"
    file.write_bytes(b"mine")
    refused = harvested("export", "search", str(file))
    assert (refused.code, "export-exists" in refused.err, file.read_bytes()) == (1, True, b"mine")
    assert harvested("export", "search", str(file), "--force").code == 0
    assert sorted(each.name for each in tmp_path.glob("all*")) == ["all.csv"]


@pytest.mark.parametrize(
    "asked", [["--as", "parquet", "--mark"], ["--sort", "size"], ["--where", "limit=3"], ["--license", "No such licence"]]
)
def test_a_table_that_is_asked_for_wrongly_is_not_begun(harvested: Serai, tmp_path: Path, asked: list[str]) -> None:
    assert harvested("export", "search", str(tmp_path / "all.csv"), *asked).code == 2
    assert list(tmp_path.glob("all*")) == []
