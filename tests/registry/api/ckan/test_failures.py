"""What is wrong here is told in CKAN's words: its clients read its envelope, and know when to ask again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, SearchIndexError
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.services import open_services
from registry.settings import Settings
from tests.fuzz.__main__ import served
from tests.homes import new_home
from tests.repositories import Repository, repository

API = "/api/3/action"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Repository]:
    with repository(tmp_path, size=3) as found:
        yield found


def test_without_an_index_a_search_says_when_to_ask_again(tmp_path: Path) -> None:
    nowhere = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(nowhere) as services, served(services) as root, RemoteCKAN(root) as client:
        answer = requests.get(f"{root}{API}/package_search", timeout=60)
        told = answer.json()
        assert (answer.status_code, answer.headers["Retry-After"], told["success"]) == (503, "60", False)
        assert told["help"] == f"{root}{API}/help_show?name=package_search"
        assert told["error"]["__type"] == "Search Index Error"
        assert told["error"]["message"].startswith("The index is not built yet.")
        with pytest.raises(SearchIndexError):
            client.action.package_search(q="water")
        assert client.action.package_list() == []  # what needs no index is answered


def test_without_a_store_every_action_says_so(made: Repository, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(create_app(made.services)) as client:
        id_ = made.records[0].id
        for file in tmp_path.glob("serai.db*"):
            file.unlink()
        for asked in ("package_list", f"package_show?id={id_}", "package_search", "organization_list"):
            answer = client.get(f"{API}/{asked}")
            told = answer.json()["error"]
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
            assert told["__type"] == "Internal Server Error"
            assert told["reference"] in caplog.text
            assert str(tmp_path) not in answer.text


def test_a_damaged_record_is_no_reason_to_ask_again(made: Repository, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "serai.db")) as database, database:
        database.execute("UPDATE record_layers SET dataset = '{'")
    with served(made.services) as root, RemoteCKAN(root) as client:
        answer = requests.get(f"{root}{API}/package_search", timeout=60)
        assert (answer.status_code, answer.headers.get("Retry-After"), answer.json()["success"]) == (500, None, False)
        with pytest.raises(CKANAPIError):
            client.action.package_search()
