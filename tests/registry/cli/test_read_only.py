"""A home that can only be read: reading works, writing says why not. Commands run in processes without the rights of root."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services, open_services
from registry.settings import Settings
from tests.portal import Portal, package

NOBODY = 65534
WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

COMMAND = """
import os, sys
from registry.cli import failing, main, tree
from registry.services import declared_sources
tree.whole()
declared_sources(None)  # afterwards the code and the charsets are loaded, which only root may read
if os.getuid() == 0:
    os.setuid(int(sys.argv.pop(1)))
else:
    sys.argv.pop(1)
main()
"""


SERVE = """
import json, os, sys
from tempfile import TemporaryDirectory
from starlette.testclient import TestClient
from registry.api.app import create_app
from registry.services import open_services
from registry.settings import Settings
from registry.ui.app import create_pages

def answers(settings, token, record):
    with open_services(settings) as services, TestClient(create_app(services, pages=create_pages(services))) as client:
        paths = {"ready": "health/ready", "list": "api/v1/datasets", "record": f"api/v1/datasets/{record}",
                 "raw": f"api/v1/datasets/{record}/raw", "page": "en/"}
        found = {name: client.get("/" + path).status_code for name, path in paths.items()}
        found["found"] = client.get("/api/v1/datasets").json().get("total")
        change = client.post("/api/v1/sources/kg_data_gov/runs", headers={"Authorization": f"Bearer {token}"}, json={})
        return found | {"change": [change.status_code, change.json().get("code")]}

_, user, token, record = sys.argv
with TemporaryDirectory() as other:  # afterwards everything is loaded that only root may read
    answers(Settings(home=other), token, record)
if os.getuid() == 0:
    os.setuid(int(user))
print(json.dumps(answers(Settings(), token, record)))
"""


def set_rights(home: Path, *, writable: bool) -> None:
    """Everybody may read; the owner may write or not."""
    for path in (home, *home.rglob("*")):
        path.chmod((path.stat().st_mode | 0o444 | (0o111 if path.is_dir() else 0)) & ~WRITE | (stat.S_IWUSR if writable else 0))


@pytest.fixture
def home() -> Iterator[Path]:
    """A home with records. Only root can enter the temporary folders of pytest, so it is beside them."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        with Portal(map(package, range(12))) as portal, services_of(home) as services:
            harvest(services, portal.source())
            refresh(services)
        set_rights(home, writable=False)
        yield home
        set_rights(home, writable=True)


def services_of(home: Path) -> AbstractContextManager[Services]:
    return open_services(Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None))


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", COMMAND, str(NOBODY), *arguments]


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"SERAI_HOME": str(home), "SERAI_SAMPLES": "false"}


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    asked = command(*arguments)
    return subprocess.run(asked, env=environment(home), capture_output=True, text=True, timeout=120, check=False)


def contents(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_it_is_read_as_it_is(home: Path) -> None:
    before = contents(home)
    found = run(home, "search", "суу")
    assert (found.returncode, "12" in found.stdout) == (0, True), found.stderr
    assert run(home, "status").returncode == 0
    assert run(home, "runs").returncode == 0
    assert run(home, "verify").returncode == 0
    assert contents(home) == before


def test_where_no_rules_are_kept_those_of_the_release_hold(home: Path) -> None:
    set_rights(home, writable=True)
    with closing(sqlite3.connect(home / "serai.db")) as database, database:
        for table in ("rule_file", "rule_set"):
            database.execute(f"DELETE FROM {table}")
    set_rights(home, writable=False)
    before = contents(home)
    assert run(home, "status").returncode == 0
    assert "KZ -> *" in run(home, "rules", "show", "KZ-OPEN").stdout
    proposed = run(home, "rules", "propose", "--by", "Bolat", "--reason", "The regulator has answered.")
    assert (proposed.returncode, "Traceback" in proposed.stderr) == (1, False)
    assert contents(home) == before


@pytest.mark.parametrize(
    "arguments",
    [("harvest", "kg_data_gov"), ("harvest", "kg_data_gov", "--later"), ("token", "add", "Bolat"), ("worker",), ("rebuild",)],
)
def test_writing_says_why_not(home: Path, arguments: tuple[str, ...]) -> None:
    done = run(home, *arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "store-read-only" in done.stderr or "cannot be written" in done.stderr or "Permission denied" in done.stderr


def test_a_home_that_cannot_be_made(home: Path) -> None:
    done = run(home / "deeper", "search", "суу")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "store-read-only" in done.stderr


def test_it_is_served_and_a_change_is_refused(home: Path) -> None:
    set_rights(home, writable=True)
    with services_of(home) as services:
        token = services.store.tokens.add("Bolat", expires=services.clock().replace(year=2090), at=services.clock())
        [record, *_] = services.store.records.stream()
    set_rights(home, writable=False)
    script = [sys.executable, "-c", SERVE, str(NOBODY), token, str(record.id)]
    done = subprocess.run(script, env=environment(home), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert answers.pop("change") == [503, "store-read-only"]
    assert answers == {"ready": 200, "list": 200, "record": 200, "raw": 200, "page": 200, "found": 12}
