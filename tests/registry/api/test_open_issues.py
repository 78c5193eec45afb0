"""What is wrong at a portal now, after whole and incremental harvests over real HTTP."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.pipeline.withdraw import drop
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.actor import Actor
from schemas.runs import Run, RunState
from tests.homes import new_home
from tests.portal import Portal, answers, package

BAD_DATE = {"metadata_created": "0000-00-00"}


class Clock:
    time = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal() -> Iterator[Portal]:
    """Ten datasets: four with a date that cannot be read, one without a title, and four whose licence is not clear."""
    odd: list[dict[str, Any]] = [
        *(package(number, **BAD_DATE) for number in range(4)),
        package(4, title=None),
        package(5, license_id="", license_title=""),
        package(6, license_id="notspecified", license_title="License not specified"),
        package(7, license_id="our-own", license_title="As the ministry permits"),
        package(8, license_id="cc-by", license_title="Open Data Commons Open Database License (ODbL)"),
        package(9),
    ]
    with Portal(odd) as portal:
        yield portal


@pytest.fixture
def services(tmp_path: Path, portal: Portal, clock: Clock) -> Iterator[Services]:
    settings = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, samples={"kg_example": portal.source()}, clock=clock) as opened:
        yield opened


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        yield client


def a_day_later(services: Services, clock: Clock, *, full: bool = False) -> Run:
    clock.time += timedelta(days=1)
    return harvest(services, services.sources["kg_example"], full=full)


def wrong(client: TestClient) -> dict[str, int]:
    found = client.get("/api/v1/sources/kg_example/issues").json()
    return {item["code"]: item["count"] for item in found["items"] if item["code"] != "field-ignored"}


FIRST = {
    "title-missing": 1,
    "license-ambiguous": 5,
    "license-in-conflict": 1,
    "license-not-understood": 1,
    "license-not-stated": 2,
    "date-not-understood": 4,
}


def test_what_is_wrong_stays_known_after_runs_that_read_little(
    client: TestClient, services: Services, portal: Portal, clock: Clock
) -> None:
    assert client.get("/api/v1/sources/kg_example/issues").json()["sweep"] is None
    sweep = a_day_later(services, clock)
    assert wrong(client) == FIRST
    assert list(wrong(client)) == list(FIRST)
    portal.packages[0] = package(0, metadata_modified=f"{clock.time + timedelta(hours=9):%Y-%m-%dT%H:%M:%S}")
    later = a_day_later(services, clock)
    assert (later.since is not None, later.counts.read) == (True, 1)
    found = client.get("/api/v1/sources/kg_example/issues").json()
    assert wrong(client) == FIRST | {"date-not-understood": 3}
    assert (found["sweep"]["id"], found["sweep"]["sweep"], found["read_since"], found["datasets"]) == (sweep.id, "whole", 1, 10)
    assert client.get(f"/api/v1/runs/{later.id}").json()["sweep"] == "changes"
    again = a_day_later(services, clock, full=True)
    assert again.counts.unchanged == 9
    assert wrong(client) == FIRST | {"date-not-understood": 3}
    portal.trouble.append(answers(503))
    assert a_day_later(services, clock).state is RunState.FAILED
    assert {code: wrong(client)[code] for code in FIRST} == FIRST | {"date-not-understood": 3}


def test_a_cause_has_its_share_an_example_and_a_table(client: TestClient, services: Services, clock: Clock) -> None:
    a_day_later(services, clock)
    causes = {item["code"]: item for item in client.get("/api/v1/sources/kg_example/issues").json()["items"]}
    dates = causes["date-not-understood"]
    assert (dates["share"], dates["datasets"]) == (0.4, 4)
    assert dates["example"]["title"][0]["value"] == "Суу ресурстары 0"
    assert dates["example"]["page"].endswith("/dataset/dataset-0")
    assert client.get(dates["example"]["links"]["record"]).json()["dataset"]["identifier"] == dates["example"]["identifier"]
    assert causes["title-missing"]["example"]["links"] is None
    rows = list(csv.DictReader(io.StringIO(client.get(dates["links"]["datasets_csv"]).text)))
    assert sorted(row["dataset"] for row in rows) == [f"Суу ресурстары {number}" for number in range(4)]
    assert {row["code"] for row in rows} == {"date-not-understood"}
    assert all(row["portal_page"] and row["record"] and row["how_to_fix"] for row in rows)
    everything = list(csv.DictReader(io.StringIO(client.get("/api/v1/sources/kg_example/issues.csv").text)))
    assert len(everything) == sum(item["count"] for item in causes.values())
    [unread] = [row for row in everything if row["code"] == "license-not-understood"]
    assert "As the ministry permits" in unread["value"]
    report = client.get("/api/v1/runs/1").json()["issues"]
    assert {group["code"]: group["count"] for group in report} == {code: item["count"] for code, item in causes.items()}
    assert client.get("/api/v1/sources/nowhere/issues.csv").json()["code"] == "source-missing"


def test_a_later_whole_run_makes_an_old_hold_moot(client: TestClient, services: Services, portal: Portal, clock: Clock) -> None:
    a_day_later(services, clock)
    listed = list(portal.packages)
    del portal.packages[:9]
    held = a_day_later(services, clock, full=True)
    assert client.get(f"/api/v1/runs/{held.id}").json()["held"]["told"] == "waits for a person"
    portal.packages[:] = listed
    newer = a_day_later(services, clock, full=True)
    [item] = [each for each in client.get("/api/v1/runs").json()["items"] if each["id"] == held.id]
    assert (item["held"]["state"], item["held"]["by"]) == ("superseded", {"kind": "run", "name": str(newer.id)})
    assert item["held"]["told"].endswith(f"on {clock.time:%Y-%m-%d}")
    hold = client.get(item["held"]["links"]["hold"]).json()
    assert hold["told"] == item["held"]["told"]
    portal.packages.clear()
    empty = a_day_later(services, clock, full=True)
    waiting = services.store.holds.of_run(empty.id)
    assert waiting is not None
    drop(services, waiting.id, by=Actor.person("Bolat"), reason="the portal is being repaired")
    told = client.get(f"/api/v1/runs/{empty.id}").json()["held"]
    assert (told["told"], told["withdrawn"]) == (f"dropped by Bolat on {clock.time:%Y-%m-%d}", 0)
