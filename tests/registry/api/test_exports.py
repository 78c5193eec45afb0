"""All that a search finds as one file, read by programs that are not ours."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas
import pyarrow.parquet
import pytest
import requests
from fastapi import FastAPI
from starlette.testclient import TestClient

from registry.answers.exports import EXPORTS, download
from registry.api.app import create_app
from registry.pipeline.index import refresh
from registry.services import Services
from schemas.formats.table import COLUMNS
from schemas.record import Status
from search.asking.wanted import EVERYTHING, Match
from search.embedded.engine import EmbeddedEngine
from search.errors import EngineUnavailable
from search.params import parse
from search.query import Query, Results
from tests.registry.api.test_errors import check
from tests.repositories import Repository, repository
from tests.served import served

NAMES = [each.name for each in COLUMNS]
USAGE = ["usage_effect", "usage_rule", "usage_day"]

ADDRESS = "/api/v1/datasets.{}"


def ids_of_csv(content: bytes) -> list[str]:
    return [each["id"] for each in csv.DictReader(io.StringIO(content.decode(), newline=""))]


def ids_of_jsonl(content: bytes) -> list[str]:
    return pandas.read_json(io.BytesIO(content), lines=True)["id"].tolist() if content else []


def ids_of_parquet(content: bytes) -> list[str]:
    return pandas.read_parquet(io.BytesIO(content))["id"].tolist()


def ids_of_geojson(content: bytes) -> list[str]:
    return [each["id"] for each in json.loads(content)["features"]]


IDS: dict[str, Callable[[bytes], list[str]]] = {
    "csv": ids_of_csv,
    "jsonl": ids_of_jsonl,
    "parquet": ids_of_parquet,
    "geojson": ids_of_geojson,
}

SEARCHES: tuple[dict[str, Any], ...] = (
    {},
    {"q": "water"},
    {"q": "вода", "way": ["typed", "concept"]},
    {"sort": "id"},
    {"sort": "changed_oldest", "jurisdiction": ["KG", "RU"]},
    {"format": "CSV", "modified": "2020..", "sort": "oldest"},
    {"q": "school", "usage": "KZ:research:all"},
    {"usage": "KZ:research"},
    {"box": "40,30,90,60"},
    {"q": '"nothing of the kind"'},
)


def all_ids(client: TestClient, asked: dict[str, Any]) -> list[str]:
    """The ids that the search itself lists, page by page."""
    answer = client.get("/api/v1/datasets", params=asked | {"limit": 30}).json()
    found = [item["id"] for item in answer["items"]]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        found += [item["id"] for item in answer["items"]]
    assert len(found) == answer["total"]
    return found


@pytest.mark.parametrize("suffix", EXPORTS)
@pytest.mark.parametrize("asked", SEARCHES, ids=str)
def test_a_file_has_all_that_the_search_finds_in_its_order(reader: TestClient, suffix: str, asked: dict[str, Any]) -> None:
    answer = reader.get(ADDRESS.format(suffix), params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == EXPORTS[suffix].content_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="serai-2026-11-25.{suffix}"'
    assert IDS[suffix](answer.content) == all_ids(reader, asked)


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_the_columns_are_the_same_in_every_table(reader: TestClient, suffix: str) -> None:
    readers = {"csv": pandas.read_csv, "jsonl": partial_lines, "parquet": pandas.read_parquet}
    plain = readers[suffix](io.BytesIO(reader.get(ADDRESS.format(suffix)).content))
    assert list(plain.columns) == NAMES
    asked = readers[suffix](io.BytesIO(reader.get(ADDRESS.format(suffix), params={"usage": "KZ:research:all"}).content))
    assert list(asked.columns) == [*NAMES, *USAGE]


def partial_lines(content: io.BytesIO) -> Any:
    return pandas.read_json(content, lines=True)


def test_the_verdict_is_that_of_the_search(reader: TestClient) -> None:
    asked = {"usage": "KZ:research:all", "sort": "id"}
    items = reader.get("/api/v1/datasets", params=asked | {"limit": 100}).json()["items"]
    told = [(item["id"], item["usage"]["effect"]) for item in items]
    frame = pandas.read_parquet(io.BytesIO(reader.get(ADDRESS.format("parquet"), params=asked).content))
    assert list(zip(frame["id"], frame["usage_effect"], strict=True)) == told
    assert set(frame["usage_day"]) == {date(2026, 11, 25)}
    assert all(
        len(rules) for rules, effect in zip(frame["usage_rule"], frame["usage_effect"], strict=True) if effect == "unclear"
    )
    features = reader.get(ADDRESS.format("geojson"), params=asked).json()["features"]
    assert [(each["id"], each["properties"]["usage_effect"]) for each in features] == told


def test_parquet_says_where_it_is_from(reader: TestClient) -> None:
    asked = {"q": "water", "usage": "KZ:research:all"}
    told = pyarrow.parquet.read_schema(io.BytesIO(reader.get(ADDRESS.format("parquet"), params=asked).content)).metadata
    assert told[b"query"] == b"q=water&usage=KZ%3Aresearch%3Aall"
    assert told[b"source"].endswith(b"/api/v1/datasets?" + told[b"query"])
    assert (told[b"made"], told[b"usage"]) == (b"2026-11-25T12:00:00Z", b"KZ:research")
    assert b"licence" in told[b"license"]


def test_csv_is_made_for_the_program_that_reads_it(reader: TestClient) -> None:
    plain = reader.get(ADDRESS.format("csv")).content
    marked = reader.get(ADDRESS.format("csv"), params={"mark": "true"}).content
    assert marked == b"\xef\xbb\xbf" + plain
    for name, sign in (("semicolon", ";"), ("tab", "\t")):
        found = reader.get(ADDRESS.format("csv"), params={"separator": name}).text
        assert len(next(csv.reader(io.StringIO(found, newline=""), delimiter=sign))) == len(NAMES)


@pytest.mark.parametrize("suffix", EXPORTS)
@pytest.mark.parametrize("page", [("offset", "1"), ("limit", "5"), ("facet", "theme"), ("facet_size", "5"), ("after", ".x")])
def test_a_page_is_refused(reader: TestClient, suffix: str, page: tuple[str, str]) -> None:
    problem = check(reader.get(ADDRESS.format(suffix), params=dict([page])), 422)
    assert (problem.code, problem.errors[0].parameter) == ("query-invalid", page[0])


@pytest.mark.parametrize(
    ("suffix", "asked", "code"),
    [
        ("csv", {"separator": "pipe"}, "request-invalid"),
        ("csv", {"mark": "perhaps"}, "request-invalid"),
        ("csv", {"mark": ["true", "true"]}, "request-invalid"),
        ("jsonl", {"mark": "true"}, "query-invalid"),
        ("parquet", {"separator": "tab"}, "query-invalid"),
        ("geojson", {"sort": "size"}, "query-invalid"),
        ("csv", {"q": "x" * 501}, "query-invalid"),
        ("jsonl", {"usage": "KZ:nothing"}, "usage-invalid"),
    ],
)
def test_what_is_asked_wrongly_is_told_before_anything_goes_out(
    reader: TestClient, suffix: str, asked: dict[str, Any], code: str
) -> None:
    assert check(reader.get(ADDRESS.format(suffix), params=asked), 422).code == code


@pytest.mark.parametrize("suffix", EXPORTS)
def test_a_search_on_any_page_leads_to_its_file(reader: TestClient, suffix: str) -> None:
    query = parse([("q", "water"), ("sort", "oldest"), ("offset", "5"), ("limit", "3"), ("facet", "theme"), ("facet_size", "9")])
    address = download(EXPORTS[suffix], query)
    assert address == f"{ADDRESS.format(suffix)}?q=water&sort=oldest"
    assert len(IDS[suffix](reader.get(address).content)) == reader.get("/api/v1/datasets?q=water&limit=0").json()["total"]


# longer than a page, and on the way


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    with repository(tmp_path_factory.mktemp("long")) as made:
        yield made


def active(long: Repository) -> list[str]:
    return [str(each.id) for each in long.records if each.status is Status.ACTIVE]


@pytest.mark.parametrize("suffix", EXPORTS)
@pytest.mark.parametrize("sort", ["relevance", "modified", "id", "changed"])
@pytest.mark.parametrize("text", ["", "water"])
def test_many_pages_are_one_file(long: Repository, suffix: str, sort: str, text: str) -> None:
    with TestClient(create_app(long.services)) as client:
        answer = client.get(ADDRESS.format(suffix), params={"q": text, "sort": sort})
    found = IDS[suffix](answer.content)
    assert (len(found), set(found)) == (225, set(active(long)))


def test_what_is_withdrawn_is_in_a_file_only_if_it_is_asked_for(long: Repository) -> None:
    with TestClient(create_app(long.services)) as client:
        frame = pandas.read_csv(io.BytesIO(client.get(ADDRESS.format("csv"), params={"status": "withdrawn"}).content))
    assert (len(frame), set(frame["status"])) == (25, {"withdrawn"})


def test_a_record_that_the_portal_has_withdrawn_since_is_in_no_file(tmp_path: Path) -> None:
    """The index hears of it a moment later than the store."""
    with repository(tmp_path, size=30) as made, TestClient(create_app(made.services)) as client:
        [first, *_] = made.records
        withdrawn = first.model_copy(update={"version": first.version + 1, "status": Status.WITHDRAWN})
        made.save_only(withdrawn, at=made.clock())
        found = ids_of_csv(client.get(ADDRESS.format("csv")).content)
        assert str(first.id) not in found
        refresh(made.services)
        assert ids_of_csv(client.get(ADDRESS.format("csv")).content) == found


class Counting(EmbeddedEngine):
    """Counts its pages, and is lost before the page with the number `lost`."""

    pages = 0
    lost = 0

    def search(self, query: Query, match: Match = EVERYTHING, *, first: Any = ()) -> Results:
        self.pages += 1
        if self.pages == self.lost:
            raise EngineUnavailable("The engine is gone.")
        return super().search(query, match, first=first)


@pytest.fixture
def counting(long: Repository) -> Iterator[tuple[Counting, FastAPI]]:
    engine = Counting(Path(long.services.settings.search.removeprefix("tantivy:")))
    yield engine, create_app(replaced(long.services, engine))
    engine.close()


def replaced(services: Services, engine: EmbeddedEngine) -> Services:
    return replace(services, engine=engine)


@pytest.mark.parametrize("suffix", EXPORTS)
def test_head_asks_for_no_more_than_a_page(counting: tuple[Counting, FastAPI], suffix: str) -> None:
    engine, app = counting
    with TestClient(app) as client:
        head = client.head(ADDRESS.format(suffix))
        assert (head.status_code, head.content, engine.pages) == (200, b"", 1)
        whole = client.get(ADDRESS.format(suffix))
        assert engine.pages > 3
    for name in ("Content-Type", "Content-Disposition", "Cache-Control"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("suffix", EXPORTS)
def test_a_failure_on_the_way_breaks_the_connection(counting: tuple[Counting, FastAPI], suffix: str, encoding: str) -> None:
    """A client must not take what it has for the whole file."""
    engine, app = counting
    engine.lost = 3
    with served(app) as address, requests.Session() as session:
        headers = {"Accept-Encoding": encoding}
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            session.get(address + ADDRESS.format(suffix), headers=headers, timeout=10)
        assert engine.pages == 3
        whole = session.get(address + ADDRESS.format(suffix), headers=headers, timeout=10)
        assert len(IDS[suffix](whole.content)) == 225


def test_a_failure_before_anything_goes_out_is_a_problem(counting: tuple[Counting, FastAPI]) -> None:
    engine, app = counting
    engine.lost = 1
    with TestClient(app) as client:
        assert check(client.get(ADDRESS.format("csv")), 503).code == "engine-unavailable"


def test_parquet_is_not_compressed_twice(reader: TestClient) -> None:
    answer = reader.get(ADDRESS.format("parquet"), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert reader.get(ADDRESS.format("csv"), headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


def test_ids_are_those_of_records(reader: TestClient) -> None:
    for suffix, read in IDS.items():
        assert all(UUID(each) for each in read(reader.get(ADDRESS.format(suffix)).content))
