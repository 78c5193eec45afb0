"""Re-assessments through the API: asked for, compared, confirmed, approved, rejected, stopped, and every refusal."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.services import Services
from schemas.role import Role
from tests.contracts.proposing import wanting
from tests.contracts.reassessing import by_rules, declared, fill, mixed, work
from tests.harvest_processes import NOW, Place
from tests.homes import with_tables

LIST = "/api/v1/reassessments"
REASON = "Release 0.3 knows words that the former one did not."

Headers = dict[str, str]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """An installation whose operator wants a second person for what protects less, and whose rules are milder than they were."""
    with Place(tmp_path / "home", with_tables(tmp_path / "serai.db")).open() as opened:
        fill(declared(by_rules(opened, "strict")), *mixed(12))
        yield wanting(declared(by_rules(opened, "mild")), "lowering")


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        yield client


def header(services: Services, name: str, role: Role = Role.OFFICER) -> Headers:
    return {"Authorization": f"Bearer {services.store.tokens.add(name, role=role, expires=NOW + timedelta(days=1), at=NOW)}"}


@pytest.fixture
def aizada(services: Services) -> Headers:
    return header(services, "Aizada Bekova")


@pytest.fixture
def bolat(services: Services) -> Headers:
    return header(services, "Bolat Asanov")


@pytest.fixture
def asked(client: TestClient, aizada: Headers) -> dict[str, Any]:
    answer = client.post(LIST, json={"reason": REASON}, headers=aizada)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == answer.json()["links"]["self"]
    return answer.json()


def said(client: TestClient, path: str, headers: Headers, **body: Any) -> tuple[int, str]:
    """The status of a request, and its problem's code or the state that it leads to."""
    answer = client.post(path, json=body or None, headers=headers)
    return answer.status_code, answer.json().get("code") or answer.json()["state"]


def test_the_difference_is_read_confirmed_and_approved(
    client: TestClient, services: Services, asked: dict[str, Any], aizada: Headers, bolat: Headers
) -> None:
    one = asked["links"]["self"]
    assert (asked["state"], asked["total"], asked["read"], asked["by"]["name"]) == ("comparing", 12, 0, "Aizada Bekova")
    assert said(client, f"{one}/confirm", aizada) == (409, "reassessment-settled")
    assert said(client, LIST, bolat, reason=REASON) == (409, "reassessment-active")
    work(services)
    report = client.get(one).json()
    assert (report["state"], report["read"], report["differing"], report["differences"]) == ("compared", 12, 4, 1)
    assert (report["former"], report["rules"]) == ([by_rules(services, "strict").rules.version], services.rules.version)
    [effect] = report["items"]
    assert (effect["before"]["value"], effect["after"]["value"], effect["count"]) == ("special", "personal", 4)
    assert (effect["rule_before"], effect["rule_after"], effect["lowered"]) == (*["privacy-zorbals"] * 2, ["class-lowered"])
    titles = {each["title"][0]["value"] for each in effect["examples"]}
    assert titles == {f"Zorbals {number}" for number in (0, 3, 6, 9)}
    assert client.get(effect["examples"][0]["links"]["self"]).json()["assessment"]["privacy"]["privacy_class"] == "special"
    assert said(client, f"{one}/confirm", bolat) == (403, "reassessment-of-another")
    assert said(client, f"{one}/confirm", aizada) == (202, "waiting")
    assert said(client, f"{one}/approve", aizada, reason=REASON) == (403, "second-person-needed")
    assert said(client, f"{one}/approve", bolat, reason=REASON) == (202, "applying")
    work(services)
    done = client.get(one).json()
    assert (done["state"], done["changed"], done["settled_by"]["name"]) == ("applied", 4, "Bolat Asanov")
    record = client.get(effect["examples"][0]["links"]["self"]).json()
    assert record["assessment"]["privacy"]["privacy_class"] == "personal"
    *_, entry = client.get(record["links"]["history"]).json()["items"]
    assert (entry["action"], entry["actor"]["name"], entry["details"]["approved_by"]) == (
        "reassess",
        "Aizada Bekova",
        "Bolat Asanov",
    )


def test_rules_that_change_meanwhile_need_a_new_difference(
    client: TestClient, services: Services, asked: dict[str, Any], aizada: Headers
) -> None:
    work(services)
    with TestClient(create_app(by_rules(services, "shipped"))) as later:
        assert said(later, f"{asked['links']['self']}/confirm", aizada) == (409, "reassessment-outdated")


def test_one_is_rejected_or_stopped(client: TestClient, services: Services, asked: dict[str, Any], bolat: Headers) -> None:
    one = asked["links"]["self"]
    assert said(client, f"{one}/reject", bolat, reason=REASON) == (409, "reassessment-settled")
    work(services)
    assert said(client, f"{one}/reject", bolat, reason=REASON) == (200, "rejected")
    second = client.post(LIST, json={"reason": REASON}, headers=bolat).json()["links"]["self"]
    assert said(client, f"{second}/stop", bolat) == (202, "stopped")
    assert said(client, f"{second}/stop", bolat) == (409, "reassessment-settled")
    listed = client.get(LIST, params={"limit": 1}).json()
    assert [each["state"] for each in listed["items"]] == ["stopped"]
    assert [each["state"] for each in client.get(listed["next"]).json()["items"]] == ["rejected"]
    assert client.get(LIST, params={"state": "rejected"}).json()["items"][0]["settled_reason"] == REASON
    assert client.get(LIST, params={"state": "unknown"}).json()["choices"]


@pytest.mark.parametrize("deed", ["confirm", "approve", "reject", "stop"])
def test_what_is_not_there_and_who_may_not(client: TestClient, services: Services, asked: dict[str, Any], deed: str) -> None:
    body = {"reason": REASON} if deed in {"approve", "reject"} else {}
    reader = header(services, "Chinara", Role.READER)
    assert said(client, f"{LIST}/999/{deed}", header(services, "Dana"), **body) == (404, "reassessment-missing")
    assert said(client, f"{LIST}/{asked['id']}/{deed}", {}, **body) == (401, "token-missing")
    assert said(client, f"{LIST}/{asked['id']}/{deed}", reader, **body) == (403, "role-too-low")
    [refused] = services.store.audit.refusals(limit=9)
    assert (refused.details["deed"], refused.details["reassessment"]) == (deed, asked["id"])


def test_asking_takes_an_officer_and_a_reason(client: TestClient, services: Services, aizada: Headers) -> None:
    assert said(client, LIST, header(services, "Dana", Role.CURATOR), reason=REASON) == (403, "role-too-low")
    assert said(client, LIST, aizada, reason="no") == (422, "request-invalid")
    assert client.get(f"{LIST}/1").json()["code"] == "reassessment-missing"


def test_metrics_count_them(client: TestClient, asked: dict[str, Any]) -> None:
    assert asked["state"] == "comparing"
    assert 'serai_reassessments{state="comparing"} 1.0' in client.get("/metrics").text.splitlines()
