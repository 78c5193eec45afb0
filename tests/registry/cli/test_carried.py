"""`serai up --bundle` on a bare machine: the same datasets are found in the same order, and nobody can change anything."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from starlette.testclient import TestClient

from registry.answers.bundle.file import write_bundle
from registry.answers.bundle.parts import BundleKind
from registry.answers.entries import catalog_of
from registry.api.app import create_app
from registry.pipeline.unpack import MARK
from registry.services import Services
from tests.samples import harvested_samples
from tests.waiting import until

QUESTIONS = ("вода", "качество воздуха", "су", "сапаты", "water quality", "air", "", "آب", "школы")


@dataclass(frozen=True)
class Up:
    """A running `serai up --bundle`, its address, and what it has said."""

    process: subprocess.Popen[bytes]
    address: str
    said: str

    def get(self, path: str) -> requests.Response:
        return requests.get(self.address + path, timeout=30, allow_redirects=False)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with harvested_samples(tmp_path_factory.mktemp("original")) as services:
        yield services


@pytest.fixture(scope="module")
def bundles(original: Services, tmp_path_factory: pytest.TempPathFactory) -> dict[BundleKind, Path]:
    folder = tmp_path_factory.mktemp("bundles")
    files = {kind: folder / f"catalog.{kind}" for kind in BundleKind}
    for kind, file in files.items():
        write_bundle(original, catalog_of(original, "https://serai.example.org"), kind, file)
    return files


def start(home: Path, bundle: Path) -> "subprocess.Popen[bytes]":
    own = {"SERAI_HOME": str(home), "SERAI_PORT": "0", "SERAI_PROCESSES": "1", "SERAI_MEANING": "off"}
    home.mkdir(exist_ok=True)
    command = [Path(sys.executable).with_name("serai"), "up", "--bundle", bundle]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, env=os.environ | own, stderr=log)


@contextmanager
def serai_up(home: Path, bundle: Path) -> Iterator[Up]:
    process = start(home, bundle)
    log = home / "log"
    try:
        until(lambda: b"Serai is at" in log.read_bytes() or process.poll() is not None)
        said = log.read_text()
        assert process.poll() is None, said
        yield Up(process, said.partition("Serai is at ")[2].split()[0], said)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module", params=[BundleKind.SQLITE, pytest.param(BundleKind.PARQUET, marks=pytest.mark.proof)])
def up(request: pytest.FixtureRequest, bundles: dict[BundleKind, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with serai_up(tmp_path_factory.mktemp("bare") / "home", bundles[request.param]) as running:
        yield running


@pytest.fixture(scope="module")
def client(original: Services) -> Iterator[TestClient]:
    with TestClient(create_app(original)) as client:
        yield client


def found(answer: Any) -> tuple[int, list[str]]:
    told = answer.json()
    return told["total"], [each["id"] for each in told["items"]]


def test_it_says_which_bundle_of_which_day_it_is(up: Up) -> None:
    assert re.search(r"the bundle of https://serai\.example\.org, made on \d{4}-\d\d-\d\d by Serai .+: 75 datasets", up.said)
    assert "can only be read" in up.said


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_search_finds_the_same_in_the_same_order(up: Up, client: TestClient, question: str) -> None:
    path = f"api/v1/datasets?limit=100&q={question}"
    assert found(up.get(path)) == found(client.get(f"/{path}"))


def test_every_record_is_as_it_was(up: Up, original: Services, client: TestClient) -> None:
    for record in original.store.records.stream():
        path = f"api/v1/datasets/{record.id}"
        assert up.get(path).json() == client.get(f"/{path}").json()
        assert up.get(f"{path}/dcat.ttl").status_code == 200


def test_protocols_list_the_same(up: Up, client: TestClient) -> None:
    packages = "api/3/action/package_list"
    assert up.get(packages).json()["result"] == client.get(f"/{packages}").json()["result"]
    listed = "oai?verb=ListIdentifiers&metadataPrefix=oai_dc"
    headers = [
        re.findall(r"<identifier>.*?:([^:<]+)</identifier><datestamp>(.*?)<", each.text)
        for each in (up.get(listed), client.get(f"/{listed}"))
    ]
    assert headers[0] == headers[1]
    assert len(headers[0]) > 50


def test_pages_are_there(up: Up, original: Services) -> None:
    record = next(original.store.records.stream())
    paths = (
        f"en/d/{record.id}",
        f"ru/d/{record.id}",
        "en/?q=вода",
        "en/portals",
        f"en/portals/{record.source}",
        "en/status",
        "en/decisions",
    )
    for path in paths:
        assert up.get(path).status_code == 200, path
    assert "Sample portal" in up.get("en/portals").text


def test_what_is_not_in_it_is_told(up: Up, original: Services) -> None:
    record = next(original.store.records.stream())
    path = f"api/v1/datasets/{record.id}"
    answers = {
        each: up.get(each) for each in (f"{path}/raw", "api/v1/runs/1", "api/v1/trail/checkpoint", f"{path}?at=2020-01-01")
    }
    assert {each: answer.status_code for each, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert all(answer.json()["code"] for answer in answers.values())
    assert up.get(f"{path}/history").json()["items"][0]["actor"] == {"kind": "system", "name": "bundle"}


def test_nobody_can_change_anything(up: Up, original: Services) -> None:
    record = next(original.store.records.stream())
    kept = requests.post(
        f"{up.address}api/v1/datasets/{record.id}/answers", json={"state": "KG", "purpose": "research"}, timeout=30
    )
    assert (kept.status_code, kept.json()["code"]) == (503, "store-read-only")
    token = {"Authorization": "Bearer serai_x"}
    run = requests.post(f"{up.address}api/v1/sources/{record.source}/runs", json={}, headers=token, timeout=30)
    assert run.status_code in {401, 403}


@pytest.mark.proof
def test_a_start_that_was_killed_is_made_anew_and_a_second_one_finds_all(bundles: dict[BundleKind, Path], tmp_path: Path) -> None:
    home = tmp_path / "home"
    process = start(home, bundles[BundleKind.SQLITE])
    until(lambda: any((home / "bundles").glob("*.part/serai.db")))
    process.kill()
    process.wait()
    assert not list((home / "bundles").glob(f"*/{MARK}")) or list((home / "bundles").glob("*.part"))
    for unpacked in (True, False):
        with serai_up(home, bundles[BundleKind.SQLITE]) as up:
            assert ("are unpacked" in up.said) is unpacked
            assert up.get("api/v1/datasets").json()["total"] == 75
    assert [each.name for each in (home / "bundles").iterdir() if each.is_dir() and each.suffix] == []
    assert {each.name for each in home.iterdir()} == {"bundles", "log"}
