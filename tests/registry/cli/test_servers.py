"""`serai up` answers with several processes on one address, and they end with it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from registry.operation.declarations import PAUSE as BETWEEN_LOOKS
from registry.operation.in_force import PAUSE
from registry.pipeline.rule_sets import confirm
from registry.services import open_services
from registry.settings import Settings
from tests.contracts.rules_in_force import AIZADA, drafted, edited
from tests.portal import Portal, package
from tests.waiting import until

from .conftest import DECLARATION

COUNT = 2


@dataclass(frozen=True)
class Up:
    """A running `serai up`, and its address."""

    process: subprocess.Popen[bytes]
    address: str

    def servers(self) -> set[int]:
        """The processes that answer requests."""
        return {pid for pid, parent, command in processes() if parent == self.process.pid and "registry.cli.servers" in command}

    def answer(self, path: str = "health/live") -> requests.Response:
        return requests.get(self.address + path, timeout=20)


def processes() -> Iterator[tuple[int, int, str]]:
    """Every process of this machine: its number, that of its parent, its command."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            yield int(folder.name), int(parent), (folder / "cmdline").read_text()
        except OSError:  # it has ended meanwhile
            continue


def alive(pids: set[int]) -> bool:
    return any(pid in pids for pid, _, _ in processes())


@contextmanager
def serai_up(home: Path) -> Iterator[Up]:
    environment = {"SERAI_HOME": str(home), "SERAI_PORT": "0", "SERAI_SAMPLES": "false", "SERAI_PROCESSES": str(COUNT)}
    log = home / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen([Path(sys.executable).with_name("serai"), "up"], env=os.environ | environment, stderr=errors)
    try:
        until(lambda: b"Serai is at" in log.read_bytes())
        yield Up(process, log.read_text().partition("Serai is at ")[2].split()[0])
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    with serai_up(tmp_path) as running:
        yield running


pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not list its processes in /proc")


def test_they_count_together_and_end_in_good_order(up: Up) -> None:
    for _ in range(20):
        assert up.answer("api/v1/datasets").status_code == 200
    counted = 'serai_http_requests_total{method="GET",route="/api/v1/datasets",status="200"} 20.0'
    assert all(counted in up.answer("metrics").text for _ in range(10))
    servers = up.servers()
    assert len(servers) == COUNT
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(30) == 0
    assert not alive(servers)


def test_one_that_ends_is_started_again(up: Up) -> None:
    first, second = up.servers()
    os.kill(first, signal.SIGKILL)
    until(lambda: len(up.servers() - {first}) == COUNT)
    assert second in up.servers()
    assert all(up.answer().status_code == 200 for _ in range(10))
    servers = up.servers()
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(30) == 0
    assert not alive(servers)


def test_they_end_when_the_process_that_started_them_is_killed(up: Up) -> None:
    servers = up.servers()
    up.process.kill()
    until(lambda: not alive(servers), seconds=30)


def test_every_process_answers_by_the_rules_that_come_in_force(tmp_path: Path) -> None:
    other = edited("transfer/common", "label: Journalism", "label: News")
    settings = Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None)
    with serai_up(tmp_path) as up, open_services(settings) as services:
        assert "Journalism" in up.answer("api/v1/purposes").text
        confirm(services, drafted(services, other).id, by=AIZADA)
        until(lambda: "News" in up.answer("api/v1/purposes").text)
        time.sleep(PAUSE)
        assert all("News" in up.answer("api/v1/purposes").text for _ in range(20))


def test_every_process_sees_a_declaration_that_comes_and_the_worker_harvests_it(tmp_path: Path) -> None:
    with Portal([package(1)]) as portal, serai_up(tmp_path) as up:
        (tmp_path / "sources").mkdir()
        file = tmp_path / "sources" / "kg_example.yml"
        file.write_text("id: kg_example\ntitle: {ky: ", encoding="utf-8")
        until(lambda: up.answer("health").json()["set_aside"] == 1, seconds=60)
        file.write_text(DECLARATION.format(url=portal.url) + "every: 1d\n", encoding="utf-8")
        until(lambda: up.answer("api/v1/sources/kg_example").status_code == 200, seconds=60)
        time.sleep(BETWEEN_LOOKS)
        assert all(up.answer("en/portals/kg_example").status_code == 200 for _ in range(10))
        until(lambda: up.answer("api/v1/sources/kg_example").json()["records"] == 1, seconds=60)
        file.unlink()
        until(lambda: up.answer("api/v1/sources/kg_example").status_code == 404, seconds=60)
        time.sleep(BETWEEN_LOOKS)
        assert all("No longer declared" in up.answer("en/portals").text for _ in range(10))
        assert up.answer("api/v1/datasets?source=kg_example").json()["total"] == 1
