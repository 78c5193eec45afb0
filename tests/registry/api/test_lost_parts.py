"""An installation that has lost a part, or finds it damaged: it is not ready, says so, and makes nothing new in its place."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh, settle
from registry.pipeline.verify import verify
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.errors import Corrupt, DatabaseVanished, StoreError, StoreUnavailable, UnknownSchema
from schemas.runs import RunState
from search.ask import ask
from search.query import Query
from tests.portal import Portal, package

COUNT = 30
Damage = Callable[[Path], None]


def settings_of(home: Path, **other: object) -> Settings:
    return Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None).model_copy(update=other)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with records, closed. Nobody damages it."""
    home = tmp_path_factory.mktemp("whole")
    with Portal(map(package, range(COUNT))) as portal, open_services(settings_of(home)) as services:
        assert harvest(services, portal.source()).state is RunState.DONE
        refresh(services)
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(whole, tmp_path, dirs_exist_ok=True)


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    with open_services(settings_of(home)) as services:
        yield services


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        assert client.get("/health/ready").status_code == 200
        yield client


def database_files(home: Path) -> list[Path]:
    return sorted(home.glob("serai.db*"))


def removed(home: Path) -> None:
    for file in database_files(home):
        file.unlink()


def emptied(home: Path) -> None:
    removed(home)
    (home / "serai.db").touch()


def cut(home: Path) -> None:
    os.truncate(home / "serai.db", (home / "serai.db").stat().st_size // 2)


def scribbled(home: Path) -> None:
    with (home / "serai.db").open("r+b") as file:
        file.write(b"no database " * 1000)


def folder(home: Path) -> None:
    removed(home)
    (home / "serai.db").mkdir()


def of_another_version(home: Path) -> None:
    with closing(sqlite3.connect(home / "serai.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'r9999'")


@pytest.mark.parametrize("damage", [removed, emptied])
@pytest.mark.parametrize("left", ["archive", "index"])
def test_a_lost_database_is_not_silently_made_anew(home: Path, damage: Damage, left: str) -> None:
    damage(home)
    shutil.rmtree(home / ("index" if left == "archive" else "archive"))
    for _ in range(2):  # the first try has not made anything that the second takes for a database
        said = f"^database-vanished: .* the {left} has .*serai archive restore"
        with pytest.raises(DatabaseVanished, match=said), opened(home):
            pass
    with open_services(settings_of(home, new_database=True)) as services:
        assert services.store.records.count() == 0
    with opened(home):
        pass


def opened(home: Path) -> AbstractContextManager[Services]:
    return open_services(settings_of(home))


@pytest.mark.parametrize(
    ("damage", "error", "words"),
    [
        (cut, Corrupt, "backup"),
        (scribbled, Corrupt, "backup"),
        (folder, StoreUnavailable, "open"),
        (of_another_version, UnknownSchema, "another version"),
    ],
)
def test_a_damaged_database_is_an_error_of_ours(home: Path, damage: Damage, error: type[StoreError], words: str) -> None:
    damage(home)
    with pytest.raises(error, match=words), opened(home):
        pass


def test_a_new_installation_begins_and_an_empty_archive_is_no_loss(tmp_path: Path) -> None:
    with opened(tmp_path) as services:
        settle(services)
    removed(tmp_path)
    with opened(tmp_path) as services:
        assert services.store.records.count() == 0


@pytest.mark.parametrize("damage", [removed, emptied, folder, of_another_version])
def test_a_database_that_goes_wrong_later_is_not_ready(client: TestClient, home: Path, damage: Damage) -> None:
    before = {file.name for file in database_files(home)}
    damage(home)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["code"], answer.json()["store"]["reachable"]) == (503, "not-ready", False)
    assert client.get("/health/live").status_code == 200
    assert client.get("/api/v1/sources").status_code in {200, 503} if damage is of_another_version else 503
    if damage is removed:
        assert database_files(home) == []
    assert {file.name for file in database_files(home)} <= before


INDEX_FILES = [".term", ".idx", ".store", ".fast", ".pos", ".fieldnorm", "meta.json"]


def index_files(home: Path, suffix: str) -> list[Path]:
    found = [path for path in (home / "index").rglob("*") if path.is_file() and path.name.endswith(suffix)]
    assert found
    return found


@pytest.mark.parametrize("suffix", INDEX_FILES)
def test_an_index_file_that_goes_missing_is_noticed_and_built_again(
    services: Services, client: TestClient, home: Path, suffix: str
) -> None:
    for file in index_files(home, suffix):
        file.unlink()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["engine"]["damaged"]) == (503, True)
    assert str(home) not in answer.text
    assert not verify(services).whole
    assert verify(services, repair=True).repaired
    assert verify(services).whole
    assert client.get("/health/ready").status_code == 200


@pytest.mark.parametrize("suffix", INDEX_FILES)
@pytest.mark.parametrize("how", ["garbage", "half", "nothing"])
def test_an_index_file_that_was_damaged_before_the_start_is_noticed_and_built_again(home: Path, suffix: str, how: str) -> None:
    for file in index_files(home, suffix):
        content = file.read_bytes()
        garbage = bytes(byte ^ 0x5A for byte in content[:-150]) + content[-150:]
        file.write_bytes({"garbage": garbage, "half": content[: len(content) // 2], "nothing": b""}[how])
    with opened(home) as services, TestClient(create_app(services)) as client:
        assert client.get("/health/ready").status_code == 503
        refresh(services)
        assert client.get("/health/ready").status_code == 200
        assert ask(services.engine, Query()).total == COUNT


def test_an_archive_that_is_gone_is_not_ready(client: TestClient, home: Path) -> None:
    shutil.rmtree(home / "archive")
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["archive"]["reachable"]) == (503, False)


def test_a_lost_raw_record_is_told_but_search_goes_on(client: TestClient, home: Path) -> None:
    for file in (home / "archive").glob("??/*"):
        file.unlink()
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["archive"]["reachable"]) == (200, True)
    assert answer.json()["archive"]["detail"]
