"""Held withdrawals and the difference of a run through the API, after real harvests of a portal that loses datasets."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.record import Status
from schemas.runs import Run, RunState
from tests.homes import new_home
from tests.portal import Portal, package

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
WHY = {"reason": "the ministry moved its datasets"}


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal(package(number) for number in range(10)) as portal:
        yield portal


@pytest.fixture
def services(tmp_path: Path, portal: Portal) -> Iterator[Services]:
    settings = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, samples={"kg_example": portal.source()}, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        yield client


@pytest.fixture
def bearer(services: Services) -> dict[str, str]:
    token = services.store.tokens.add("Aizada Bekova", expires=NOW + timedelta(days=1), at=NOW)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def held(services: Services, portal: Portal) -> Run:
    """A run that misses six of ten datasets."""
    source = services.sources["kg_example"]
    harvest(services, source, full=True)
    del portal.packages[:6]
    run = harvest(services, source, full=True)
    assert run.state is RunState.HELD
    return run


def test_a_held_run_leads_to_its_list(client: TestClient, held: Run) -> None:
    report = client.get(f"/api/v1/runs/{held.id}").json()
    assert (report["state"], report["error"]) == ("held", "6 of 10 datasets are missing; more than 2 need a person's decision")
    hold = client.get(report["hold"]).json()
    assert (hold["cause"], hold["state"], hold["count"], hold["total"]) == ("too-many", "waiting", 6, 6)
    assert hold["explanation"] == report["error"]
    for item in hold["items"]:
        assert client.get(item["links"]["self"]).json()["dataset"]["identifier"] == item["identifier"]
    assert client.get(hold["links"]["run"]).json()["id"] == held.id
    seen, page = [], client.get(f"/api/v1/holds/{hold['id']}?limit=4").json()
    seen += page["items"]
    seen += client.get(page["next"]).json()["items"]
    assert seen == hold["items"]


def test_a_person_releases(client: TestClient, services: Services, held: Run, bearer: dict[str, str]) -> None:
    [hold] = client.get("/api/v1/holds?state=waiting").json()["items"]
    answer = client.post(f"{hold['links']['self']}/release", json=WHY, headers=bearer)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["reason"]) == ("released", WHY["reason"])
    assert answer.json()["by"] == {"kind": "person", "name": "Aizada Bekova"}
    assert services.store.records.count(status=Status.WITHDRAWN) == 6
    assert client.get("/api/v1/holds?state=waiting").json()["items"] == []
    again = client.post(f"{hold['links']['self']}/drop", json=WHY, headers=bearer)
    assert (again.status_code, again.json()["code"]) == (409, "hold-settled")
    record = client.get(client.get(hold["links"]["self"]).json()["items"][0]["links"]["self"]).json()
    assert record["status"] == "withdrawn"
    entry = client.get(record["links"]["history"]).json()["items"][-1]
    assert (entry["action"], entry["actor"], entry["details"]["reason"]) == (
        "withdraw",
        {"kind": "person", "name": "Aizada Bekova"},
        WHY["reason"],
    )


def test_a_person_drops(client: TestClient, services: Services, held: Run, bearer: dict[str, str]) -> None:
    [hold] = client.get("/api/v1/holds?source=kg_example").json()["items"]
    assert client.post(f"{hold['links']['self']}/drop", json=WHY, headers=bearer).json()["state"] == "dropped"
    assert services.store.records.count() == 10


def test_nothing_is_settled_without_a_person_and_a_reason(
    client: TestClient, services: Services, held: Run, bearer: dict[str, str]
) -> None:
    [hold] = client.get("/api/v1/holds").json()["items"]
    for verb in ("release", "drop"):
        address = f"{hold['links']['self']}/{verb}"
        assert client.post(address, json=WHY).json()["code"] == "token-missing"
        assert client.post(address, json={"reason": "short"}, headers=bearer).json()["code"] == "request-invalid"
    assert client.get(hold["links"]["self"]).json()["state"] == "waiting"
    assert services.store.records.count() == 10


def test_holds_come_in_pages(client: TestClient, services: Services, held: Run) -> None:
    harvest(services, services.sources["kg_example"], full=True)
    url, seen = "/api/v1/holds?limit=1&source=kg_example", []
    while url:
        page = client.get(url).json()
        seen += page["items"]
        url = page["next"]
    assert [item["state"] for item in seen] == ["waiting", "superseded"]


def test_the_difference_of_a_run(client: TestClient, services: Services, portal: Portal) -> None:
    source = portal.source(grace={"sweeps": 1})
    first = harvest(services, source, full=True)
    gone = portal.packages.pop()
    portal.packages[0] |= {"title": "=1+1", "notes": "Башка"}
    portal.packages.append(package(20, id="=new"))
    second = harvest(services, source, full=True)
    portal.packages.append(gone)
    third = harvest(services, source, full=True)

    assert client.get(f"/api/v1/runs/{first.id}/changes").json()["counts"] == {"create": 10}
    answer = client.get(f"/api/v1/runs/{second.id}/changes").json()
    assert (answer["counts"], answer["unchanged"], answer["total"]) == ({"create": 1, "change": 1, "withdraw": 1}, 8, 3)
    by_action = {item["action"]: item for item in answer["items"]}
    assert by_action["change"]["changed"] == ["title", "description"]
    assert by_action["withdraw"]["identifier"] == gone["id"]
    assert all(client.get(item["links"]["record"]).status_code == 200 for item in answer["items"])
    [restored] = client.get(f"/api/v1/runs/{third.id}/changes?action=restore").json()["items"]
    assert (restored["record"], restored["changed"]) == (by_action["withdraw"]["record"], [])

    page = client.get(f"/api/v1/runs/{second.id}/changes?limit=2").json()
    assert page["items"] + client.get(page["next"]).json()["items"] == answer["items"]
    table = client.get(f"/api/v1/runs/{second.id}/changes.csv")
    assert table.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["action"] for row in rows] == [item["action"] for item in answer["items"]]
    assert {row["identifier"] for row in rows if row["action"] == "create"} == {"'=new"}
    assert [row["changed"] for row in rows if row["action"] == "change"] == ["title description"]
    assert len(client.get(f"/api/v1/runs/{second.id}/changes.csv?action=withdraw").text.splitlines()) == 2
    assert client.get(f"/api/v1/runs/{second.id}/changes?action=eat").status_code == 422


def test_a_declaration_shows_its_grace_and_limits(client: TestClient, services: Services) -> None:
    declared = client.get("/api/v1/sources/kg_example").json()["declaration"]
    assert declared["grace"] == {"sweeps": 2, "days": 0}
    assert declared["expect"]["max_withdrawn_share"] == 0.2
    assert services.sources["kg_example"].expect.max_withdrawn == declared["expect"]["max_withdrawn"]


@pytest.fixture
def replaced(services: Services, portal: Portal) -> Run:
    """A run that finds all ten datasets under new identifiers."""
    source = services.sources["kg_example"]
    harvest(services, source, full=True)
    portal.packages[:] = [package(number + 100, name=f"dataset-{number}") for number in range(10)]
    run = harvest(services, source, full=True)
    assert run.state is RunState.HELD
    return run


def test_a_person_moves_and_undoes(client: TestClient, services: Services, replaced: Run, bearer: dict[str, str]) -> None:
    address = client.get(f"/api/v1/runs/{replaced.id}").json()["hold"]
    hold = client.get(address).json()
    assert (hold["cause"], hold["count"], hold["pairs"]) == ("identifiers-replaced", 10, 10)
    for item in hold["items"]:
        [twin] = item["twins"]
        assert (item["title"][0]["value"][:4], twin["evidence"]) == ("Суу ", "page")
        assert item["identifier"] != twin["identifier"]
    first, second, *_ = hold["items"]
    body = WHY | {"leave": [second["twins"][0]["id"]]}
    moved = client.post(f"{address}/move", json=body, headers=bearer)
    assert moved.status_code == 200, moved.text
    assert (moved.json()["state"], moved.json()["moved"], moved.json()["left"]) == ("moved", 9, [])
    assert services.store.records.count() == 11

    twin = client.get(first["twins"][0]["links"]["self"]).json()
    assert (twin["status"], twin["moved_to"]) == ("withdrawn", first["links"]["self"])
    record = client.get(twin["moved_to"]).json()
    assert (record["status"], record["dataset"]["identifier"]) == ("active", first["twins"][0]["identifier"])
    assert record["moved_to"] is None
    entry = client.get(record["links"]["history"]).json()["items"][-1]
    assert (entry["action"], entry["actor"]["name"]) == ("move", "Aizada Bekova")
    assert (entry["details"]["before"], entry["details"]["after"]) == (first["identifier"], first["twins"][0]["identifier"])
    assert (entry["details"]["hold"], entry["details"]["reason"]) == (hold["id"], WHY["reason"])
    assert client.get(address).json()["items"][0]["identifier"] == first["identifier"]

    undone = client.post(f"{address}/undo-move", json=WHY, headers=bearer).json()
    assert (undone["state"], undone["moved"]) == ("move-undone", 9)
    assert client.get(first["links"]["self"]).json()["dataset"]["identifier"] == first["identifier"]
    assert client.get(first["twins"][0]["links"]["self"]).json()["status"] == "active"
    assert client.post(f"{address}/move", json=WHY, headers=bearer).json()["code"] == "hold-settled"


def test_what_cannot_be_moved(client: TestClient, services: Services, held: Run, bearer: dict[str, str]) -> None:
    address = client.get(f"/api/v1/runs/{held.id}").json()["hold"]
    for verb in ("move", "undo-move"):
        refused = client.post(f"{address}/{verb}", json=WHY, headers=bearer)
        assert (refused.status_code, refused.json()["code"]) == (409, "hold-not-movable")
        assert client.post(f"{address}/{verb}", json=WHY).json()["code"] == "token-missing"
        assert client.post(f"{address}/{verb}", json={"reason": "short"}, headers=bearer).json()["code"] == "request-invalid"
    assert client.post(f"{address}/move", json=WHY | {"leave": ["x"]}, headers=bearer).json()["code"] == "request-invalid"
    assert client.post("/api/v1/holds/99/move", json=WHY, headers=bearer).json()["code"] == "hold-missing"


def test_a_conflict_is_reported(client: TestClient, services: Services, replaced: Run, bearer: dict[str, str]) -> None:
    address = client.get(f"/api/v1/runs/{replaced.id}").json()["hold"]
    item = client.get(address).json()["items"][3]
    decision = {"value": "CC0-1.0", "reason": "the terms of use say so"}
    client.put(f"{item['twins'][0]['links']['self']}/curation/license", json=decision, headers=bearer)
    answer = client.post(f"{address}/move", json=WHY, headers=bearer).json()
    assert answer["moved"] == 9
    [left] = answer["left"]
    assert (left["record"], left["twin"], left["why"]) == (item["id"], item["twins"][0]["id"], "decided")
    assert left["links"] == {"record": item["links"]["self"], "twin": item["twins"][0]["links"]["self"]}
