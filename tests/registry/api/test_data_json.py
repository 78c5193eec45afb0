"""The whole catalogue at `/data.json`: our own harvester takes it, nobody takes it twice, and a part is never the whole."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from starlette.testclient import TestClient

from harvesters import HARVESTERS
from harvesters.declaration import Choices, source_of
from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.services import open_services
from registry.settings import Settings
from schemas.dataset import Distribution
from schemas.record import CatalogRecord, Status
from schemas.source import Source
from schemas.web_address import iri_of
from tests.dcat_us_schemas import CATALOG, CATALOG_3, flaws
from tests.entries import BARE, STRANGE, WHOLE
from tests.fuzz.__main__ import served
from tests.homes import new_home
from tests.repositories import SIZE, Repository, repository

ADDRESSES = {"/data.json": CATALOG, "/api/v1/catalog.dcat-us-3.jsonld": CATALOG_3}
"""The documents, each with its rules."""

ACTIVE = SIZE - SIZE // 10


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A catalogue that no test changes."""
    with repository(tmp_path_factory.mktemp("whole")) as made:
        made.save(WHOLE, BARE, STRANGE, at=made.clock())
        yield made


@pytest.fixture(scope="module")
def root(whole: Repository) -> Iterator[str]:
    with served(whole.services) as address:
        yield address


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Repository]:
    with repository(tmp_path, size=3) as made:
        yield made


@pytest.fixture
def client(small: Repository) -> Iterator[TestClient]:
    with TestClient(create_app(small.services)) as client:
        yield client


def settings_of(home: Path) -> Settings:
    return Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None)


@pytest.mark.parametrize("path", ADDRESSES)
def test_it_has_every_active_record_and_follows_the_rules(whole: Repository, root: str, path: str) -> None:
    answer = requests.get(root + path, timeout=60)
    document = answer.json()
    left = [each for each in flaws(document, ADDRESSES[path]) if "'hasEmail' is a required property" not in each]
    assert (answer.status_code, left) == (200, [])
    assert "json" in answer.headers["Content-Type"]
    active = {f"{root}/datasets/{each.id}" for each in whole.records if each.status is Status.ACTIVE}
    assert len(active) == ACTIVE + 3
    assert {each["identifier"] for each in document["dataset"]} == active


@pytest.mark.parametrize("path", ADDRESSES)
def test_our_harvester_takes_every_record(whole: Repository, root: str, tmp_path: Path, path: str) -> None:
    source = _declared(root + path)
    with open_services(settings_of(new_home(tmp_path)), samples={source.id: source}) as other:
        harvest(other, source)
        taken = {each.dataset.identifier: each for each in other.store.records.stream()}
        held = {f"{root}/datasets/{each.id}": each for each in whole.records if each.status is Status.ACTIVE}
        assert taken.keys() == held.keys()
        del held[f"{root}/datasets/{STRANGE.id}"]  # what looks like markup is no text for a harvester
        assert {name: _told(taken[name]) for name in held} == {name: _told(each) for name, each in held.items()}
        assert taken[f"{root}/datasets/{WHOLE.id}"].dataset.distribution[0].media_type == "text/csv"


def _told(of: CatalogRecord) -> tuple[Any, ...]:
    """What must arrive: the title, the licence, and the addresses of the files. A page is where a file without one leads to."""
    page, *files = (_quoted(each) for each in (of.dataset.landing_page, *map(_address, of.dataset.distribution)))
    return of.dataset.title[0].value, of.assessment.license.id, [each for each in files if each not in ("", page)]


def _address(file: Distribution) -> str | None:
    return file.download_url or file.access_url


def _quoted(address: str | None) -> str:
    return requests.utils.requote_uri(iri_of(address or "") or "")


def _declared(address: str) -> Source:
    fields = {
        "id": "data_json_serai",
        "title": {"en": "Another Serai"},
        "kind": "data_json",
        "url": address,
        "jurisdiction": "KG",
        "language": ("en", "ky"),
        "allow_private_addresses": True,
    }
    return source_of(fields, Choices(HARVESTERS))


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_empty_catalogue_is_a_document(tmp_path: Path, path: str) -> None:
    with open_services(settings_of(new_home(tmp_path)), samples={}) as services, TestClient(create_app(services)) as client:
        document = client.get(path).json()
        assert (document["dataset"], flaws(document, ADDRESSES[path])) == ([], [])


@pytest.mark.parametrize("path", ADDRESSES)
def test_who_has_it_gets_it_again_only_if_it_has_changed(small: Repository, client: TestClient, path: str) -> None:
    first = client.get(path)
    kept = {"If-None-Match": first.headers["ETag"]}
    same = client.get(path, headers=kept)
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert first.headers["ETag"].startswith('W/"')
    small.change(small.records[0], status=Status.WITHDRAWN)
    changed = client.get(path, headers=kept)
    assert (changed.status_code, len(changed.json()["dataset"])) == (200, 2)
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_each_host_and_each_version_has_a_tag_of_its_own(client: TestClient) -> None:
    tags = {
        client.head(path, headers={"Host": host}).headers["ETag"] for path in ADDRESSES for host in ("a.example", "b.example")
    }
    assert len(tags) == 4


@pytest.mark.parametrize("path", ADDRESSES)
def test_unknown_parameters_are_refused(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"page": "2"})
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_fails_in_the_middle_breaks_the_connection(tmp_path: Path, path: str) -> None:
    """HEAD reads no record, so it does not fail."""
    with repository(tmp_path) as made, served(made.services) as address:
        with closing(sqlite3.connect(tmp_path / "serai.db")) as database, database:
            last = "(SELECT record_id FROM record_layers ORDER BY record_id DESC LIMIT 1)"
            database.execute(f"UPDATE record_layers SET dataset = '{{' WHERE record_id = {last}")
        head = requests.head(address + path, timeout=60)
        assert (head.status_code, head.content, head.headers["ETag"][:2]) == (200, b"", "W/")
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            requests.get(address + path, timeout=60)
        with (
            requests.get(address + path, timeout=60, stream=True) as begun,
            pytest.raises(ValueError, match=r"Expecting|Unterminated"),
        ):
            json.loads(_until_it_breaks(begun))


def _until_it_breaks(answer: requests.Response) -> bytes:
    found = b""
    try:
        for part in answer.iter_content(1024):
            found += part
    except requests.exceptions.ChunkedEncodingError:
        pass
    return found


def test_a_store_that_is_gone_is_told_before_anything_is_sent(small: Repository, client: TestClient, tmp_path: Path) -> None:
    for file in tmp_path.glob("serai.db*"):
        file.unlink()
    for path in ADDRESSES:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
