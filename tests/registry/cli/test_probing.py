"""`serai sources probe`, `add`, `try` and `coverage` as a person calls them, at portals on loopback."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from harvesters import HARVESTERS
from harvesters.declaration import Choices, load_platforms, load_source
from registry.pipeline import probe as probing
from tests.portal import Answer, Asked, Portal

from .conftest import Serai

FRONT = "<!DOCTYPE html><html><head><title>Ачык  маалыматтар</title></head><body><p>Суу</p></body></html>"

SHELF = """\
kind: declared
language: [ky, ru]
probe: [{shelf: left}, {shelf: right}]
lists:
  all:
    request: {get: "/{site.shelf}/list", query: {page: "{page}"}}
    paging: {by: page, size: 10}
    total: total
    records: rows
    id: number
fields:
  title: name
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "BETWEEN", 0.0)


class Host(Portal):
    """A host with a page for people; `answering` are the paths that answer, with their bodies."""

    def __init__(self, answering: dict[str, Any], *, front: Answer | None = None) -> None:
        super().__init__([])
        self.answering, self.front = answering, front or Answer(FRONT.encode(), headers={"Content-Type": "text/html"})

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/":
            return self.front
        found = self.answering.get(asked.path)
        return Answer(b"not here", 404) if found is None else Answer(json.dumps(found, ensure_ascii=False).encode())


ROWS = {"total": 2, "rows": [{"number": 1, "name": "Суу ресурстары"}, {"number": 2, "name": "Жер"}]}


@pytest.fixture
def shelf(home: Path) -> Path:
    """The operator's folder, with a platform."""
    folder = home.parent / "declarations"
    (folder / "platforms").mkdir()
    (folder / "platforms" / "shelf.yml").write_text(SHELF, encoding="utf-8")
    return folder


@pytest.fixture
def host() -> Iterator[Host]:
    with Host({"/right/list": ROWS}) as running:
        yield running


def test_a_host_is_asked_which_platform_it_runs_and_declared(serai: Serai, shelf: Path, host: Host) -> None:
    done = serai("sources", "probe", host.url, "--jurisdiction", "KG", "--private", "--write")
    assert done.code == 0
    assert "shelf answers, 2 datasets stated" in done.out
    [file] = (shelf / "kg").iterdir()
    written = yaml.safe_load(file.read_text("utf-8"))
    assert (written["platform"], written["site"], written["jurisdiction"]) == ("shelf", {"shelf": "right"}, "KG")
    assert (written["title"], written["proof"]["level"]) == ({"ky": "Ачык маалыматтар"}, "answered")
    source = load_source(file, Choices(HARVESTERS, platforms=load_platforms(shelf / "platforms")))
    assert serai("sources", "try", source.id).code == 0
    assert len(host.asked) <= 12 + 1


def test_a_value_of_a_platform_is_seen_on_the_page_of_the_host(serai: Serai, shelf: Path) -> None:
    front = Answer(b"<!DOCTYPE html><html><body><a href='/top/list?page=1'>x</a></body></html>")
    with Host({"/top/list": ROWS}, front=front) as running:
        done = serai("sources", "probe", running.url, "--jurisdiction", "KG", "--private", "--write")
        assert (done.code, [asked.path for asked in running.asked][:2]) == (0, ["/", "/top/list"])


def test_at_most_a_dozen_requests_are_sent(serai: Serai, shelf: Path) -> None:
    probes = ", ".join(f"{{shelf: s{number}}}" for number in range(30))
    (shelf / "platforms" / "shelf.yml").write_text(SHELF.replace("{shelf: left}, {shelf: right}", probes), encoding="utf-8")
    with Host({}) as running:
        done = serai("sources", "probe", running.url, "--jurisdiction", "KG", "--private", "--write")
        assert (done.code, len(running.asked)) == (1, 12)
    assert "no request that we know is answered with records (12 requests)" in done.out
    [row] = csv.DictReader((shelf / "refused.csv").read_text("utf-8").splitlines())
    assert (row["url"], row["why"]) == (running.url, "no request that we know is answered with records")


def test_a_host_that_is_closed_to_programs_is_asked_once(serai: Serai, shelf: Path) -> None:
    with Host({"/right/list": ROWS}, front=Answer(b"", 412)) as running:
        done = serai("sources", "probe", running.url, "--jurisdiction", "KG", "--private")
        assert (done.code, len(running.asked)) == (1, 1)
    assert "closed to programs" in done.out


def test_a_host_without_a_front_page_is_asked_all_the_same(serai: Serai, shelf: Path) -> None:
    with Host({"/right/list": ROWS}, front=Answer(b"", 404)) as running:
        assert serai("sources", "probe", running.url, "--jurisdiction", "KG", "--private").code == 0


def test_an_owner_adds_a_portal_and_sees_what_is_read_first(serai: Serai, shelf: Path, host: Host) -> None:
    done = serai("sources", "add", host.url, "--jurisdiction", "KG", "--private", "--yes")
    assert done.code == 0
    for told in ("GET ", "/right/list  200", '"value": "Суу ресурстары"', "license-not-stated", "platform: shelf"):
        assert told in done.out + done.err
    assert "Written: " in done.out
    again = serai("sources", "add", host.url, "--jurisdiction", "KG", "--private", "--yes")
    assert (again.code, "is declared already: kg_127_0_0_1_" in " ".join(again.err.split())) == (1, True)


def test_a_portal_that_speaks_ckan_is_declared_as_such(serai: Serai, shelf: Path, portal: Portal) -> None:
    class Front(Portal):
        def answer(self, asked: Asked) -> Answer:
            return Answer(FRONT.encode()) if asked.path == "/" else super().answer(asked)

    with Front(portal.packages) as running:
        done = serai("sources", "add", running.url, "--jurisdiction", "KG", "--private", "--yes")
    assert (done.code, "kind: ckan" in done.err) == (0, True)


def test_a_catalogue_in_one_document_is_found_at_its_usual_place(serai: Serai, shelf: Path) -> None:
    document = {"dataset": [{"identifier": "1", "title": "Суу", "description": "Көлдөр", "keyword": ["суу"]}]}
    with Host({"/data.json": document}) as running:
        done = serai("sources", "add", running.url, "--jurisdiction", "KG", "--private", "--yes")
    assert (done.code, f"url: {running.url}/data.json" in done.err) == (0, True)


def test_a_declared_portal_that_answers_is_proven_by_that(serai: Serai, shelf: Path) -> None:
    done = serai("sources", "probe", "kg_example", "--write")
    assert (done.code, done.out.strip()) == (0, "kg_example: answered, 10 datasets stated")
    text = (shelf / "kg_example.yml").read_text("utf-8")
    assert (yaml.safe_load(text)["proof"]["level"], text.count("proof:")) == ("answered", 1)
    assert serai("sources", "probe", "kg_example", "--write").code == 0
    assert (shelf / "kg_example.yml").read_text("utf-8") == text


def test_what_is_no_portal(serai: Serai, shelf: Path) -> None:
    for arguments in (("probe", "nothing"), ("probe", "https://example.org"), ("add", "ftp://data.example.kg")):
        assert serai("sources", *arguments).code == 2


def test_trying_shows_one_page(serai: Serai) -> None:
    done = json.loads(serai("sources", "try", "kg_example", "--records", "2", "--json").out)
    assert [len(done["records"]), done["total"], done["error"]] == [2, 10, None]
    assert done["records"][0]["dataset"]["title"][0]["value"] == done["records"][0]["raw"]["title"]
    assert done["answers"][0]["beginning"].startswith('{"help"')


def test_the_secret_is_not_shown(serai: Serai, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_KEY", "s3cr3t-value")
    with Host({"/left/list": ROWS | {"echo": "s3cr3t-value"}}) as running:
        text = f"id: kg_other\ntitle: {{ky: Суу}}\nplatform: shelf\nsite: {{shelf: left}}\nurl: {running.url}\njurisdiction: KG\n"
        text += 'secret: KG_KEY\nallow_private_addresses: true\nlists: {all: {request: {query: {key: "{key}"}}}}\n'
        (shelf / "kg_other.yml").write_text(text, encoding="utf-8")
        done = serai("sources", "try", "kg_other", "--json")
        assert running.asked[0].params["key"] == "s3cr3t-value"
    assert (done.code, "s3cr3t-value" in done.out + done.err) == (0, False)


def test_the_coverage_counts_known_portals_by_state_and_proof(serai: Serai) -> None:
    found = json.loads(serai("sources", "coverage", "--json").out)
    assert found["known"] == 350
    assert sum(row["known"] for row in found["states"]) == 350
    assert found["declared"] + len(found["missing"]) == 350
    assert sum(row["declared"] for row in found["kinds"]) == found["declared"]
    assert all(each["why_not"] for each in found["missing"])
    shown = serai("sources", "coverage").out
    assert f"{found['declared']} of 350 known portals are declared" in " ".join(shown.split())
    assert serai("sources", "coverage", "--missing").code == 0
