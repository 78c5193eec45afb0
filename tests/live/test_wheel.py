"""The wheel, installed into an environment that has nothing else: what pipx and uvx give to those who have no clone."""

import re
import subprocess
import urllib.request
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.live.processes import INSTALLED, ROOT, free_port, listens, program
from tests.repository.reading import PACKAGES
from tests.repository.readme import walked

WHEEL = INSTALLED / "wheel"
COMMANDS = WHEEL / "environment" / "bin"


@pytest.fixture(scope="module")
def wheel() -> ZipFile:
    (file,) = WHEEL.glob("serai-*.whl")
    return ZipFile(file)


def test_it_has_every_file_as_it_is(wheel: ZipFile) -> None:
    told = subprocess.run(["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    there = {name: (ROOT / name).read_bytes() for name in told.split("\0") if name}
    packed = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed.keys() == there.keys()
    assert [name for name, content in there.items() if packed[name] != content] == [], "tests/live/prepare builds it again"


def test_all_that_it_needs_is_in_the_lock() -> None:
    done = subprocess.run([COMMANDS / "python", "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "No broken requirements found.\n")


def test_the_tour_is_true_there(tmp_path: Path) -> None:
    for step in walked(tmp_path, commands=COMMANDS):
        assert step.printed == step.promised, step.command


def test_it_shows_its_pages(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {"SERAI_HOME": str(tmp_path / "home"), "SERAI_PORT": str(port)}
    with program([COMMANDS / "serai", "up"], folder=tmp_path, ready=lambda: listens(port), environment=environment, as_us=True):
        page = fetched(f"{address}/en/")
        named = re.findall(r'<(?:link|script)[^>]* (?:href|src)="(/static/[^"]+)"', page)
        assert named
        assert all(fetched(f"{address}{each}") for each in named)


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())
