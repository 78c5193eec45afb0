"""Decisions about many records through the API: preview, confirmation, a second person, undoing, and every refusal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline import selecting
from registry.services import Services
from schemas.actor import Actor
from schemas.role import Role

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""The clock of the installation under test."""

REASON = "The terms of use of the portal name this licence."
DECISION = {"value": "CC-BY-4.0", "reason": REASON}
LIST = "/api/v1/proposals"

Headers = dict[str, str]


@pytest.fixture(scope="module")
def second(services: Services) -> Headers:
    """The header of a second officer."""
    return header(services, "Bolat Asanov")


@pytest.fixture
def careful(services: Services) -> Iterator[TestClient]:
    """The same installation, whose operator wants a second person for what protects less."""
    settings = services.settings.model_copy(update={"four_eyes": "lowering"})
    with TestClient(create_app(replace(services, settings=settings))) as client:
        yield client


def header(services: Services, name: str, role: Role = Role.OFFICER) -> Headers:
    return {"Authorization": f"Bearer {services.store.tokens.add(name, role=role, expires=NOW + timedelta(days=1), at=NOW)}"}


def about(*records: UUID, aspect: str = "license", decision: dict[str, Any] | None = None) -> dict[str, Any]:
    """The body of a proposal."""
    return {"selection": {"records": [str(id) for id in records]}, "aspect": aspect, "decision": decision or DECISION}


@pytest.fixture
def made(client: TestClient, record: UUID, bearer: Headers) -> dict[str, Any]:
    """A proposal about one record."""
    answer = client.post(LIST, json=about(record), headers=bearer)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == answer.json()["links"]["self"]
    return answer.json()


def license_of(client: TestClient, record: str) -> str:
    return client.get(f"/api/v1/datasets/{record}").json()["assessment"]["license"]["id"]


def test_a_preview_is_answered_and_can_be_read_again(client: TestClient, made: dict[str, Any], record: UUID) -> None:
    assert (made["state"], made["count"], made["total"], made["unchanged"], made["left"]) == ("draft", 1, 1, 0, 0)
    assert made["by"] == {"kind": "person", "name": "Aizada Bekova"}
    assert (made["decision"], made["reason"], made["why_four_eyes"]) == ({"value": "CC-BY-4.0"}, REASON, [])
    stored = client.get(f"/api/v1/datasets/{record}").json()
    [effect], [item] = made["effects"], made["items"]
    assert effect["count"] == 1
    assert effect["before"]["value"] == stored["assessment"]["license"]["id"]
    assert effect["after"] == {"value": "CC-BY-4.0", "status": "identified"}
    assert (item["id"], item["version"], item["title"]) == (str(record), stored["version"], stored["dataset"]["title"])
    assert (item["outcome"], item["before"], item["after"]) == ("changed", effect["before"], effect["after"])
    assert client.get(made["links"]["self"]).json() == made
    assert made["id"] in {each["id"] for each in client.get(LIST, params={"state": "draft"}).json()["items"]}


def test_confirming_decides_and_lists_name_the_proposal(
    client: TestClient, made: dict[str, Any], record: UUID, bearer: Headers
) -> None:
    answer = client.post(f"{LIST}/{made['id']}/confirm", headers=bearer)
    assert (answer.status_code, answer.json()["state"]) == (200, "applied")
    assert client.post(f"{LIST}/{made['id']}/confirm", headers=bearer).json() == answer.json()
    assert license_of(client, str(record)) == "CC-BY-4.0"
    [item] = client.get(made["links"]["decisions"]).json()["items"]
    assert (item["record"], item["proposal"], item["links"]["proposal"]) == (str(record), made["id"], made["links"]["self"])
    table = client.get("/api/v1/decisions.csv", params={"proposal": made["id"]}).text.splitlines()
    assert table[0].endswith("proposal,approved_by")
    assert table[1].endswith(f",{made['id']},")
    *_, entry = client.get(f"/api/v1/datasets/{record}/history").json()["items"]
    assert (entry["details"]["proposal"], entry["details"]["records"]) == (made["id"], 1)


def test_undoing_gives_back_and_is_a_proposal_of_its_own(
    client: TestClient, made: dict[str, Any], record: UUID, bearer: Headers, second: Headers
) -> None:
    before = license_of(client, str(record))
    client.post(f"{LIST}/{made['id']}/confirm", headers=bearer)
    answer = client.post(f"{LIST}/{made['id']}/undo", json={"reason": REASON}, headers=second)
    assert answer.status_code == 200, answer.text
    done = answer.json()
    assert (done["left"], done["proposal"]["state"], done["undo"]["state"]) == (0, "undone", "applied")
    assert (done["undo"]["undoes"], done["undo"]["links"]["undoes"]) == (made["id"], made["links"]["self"])
    assert done["proposal"]["undone_by"]["name"] == "Bolat Asanov"
    assert license_of(client, str(record)) == before
    settled = client.post(f"{LIST}/{made['id']}/undo", json={"reason": REASON}, headers=bearer)
    assert (settled.status_code, settled.json()["code"]) == (409, "proposal-settled")


def test_what_changed_since_the_preview_is_told(client: TestClient, made: dict[str, Any], record: UUID, bearer: Headers) -> None:
    client.put(f"/api/v1/datasets/{record}/curation/minors", json={"value": "no", "reason": REASON}, headers=bearer)
    answer = client.post(f"{LIST}/{made['id']}/confirm", headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (409, "proposal-outdated")
    assert "0 came, 0 went and 1 changed" in answer.json()["detail"]
    assert client.get(made["links"]["self"]).json()["state"] == "draft"


def test_a_search_selects_and_its_records_come_in_pages(client: TestClient, services: Services, bearer: Headers) -> None:
    body = {
        "selection": {"query": "source=sample_ir&limit=5&offset=5"},
        "aspect": "minors",
        "decision": {"value": "unknown", "reason": REASON},
    }
    made = client.post(LIST, json=body, headers=bearer).json()
    assert made["total"] == made["count"] == services.store.records.count(source="sample_ir")
    assert made["selection"] == {"records": None, "query": "source=sample_ir", "question": None, "proposal": None}
    seen, page = [], client.get(f"{LIST}/{made['id']}", params={"limit": 10}).json()
    seen += page["items"]
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += page["items"]
    assert len({item["id"] for item in seen}) == len(seen) == made["count"]
    rejected = client.post(f"{LIST}/{made['id']}/reject", json={"reason": REASON}, headers=bearer).json()
    assert (rejected["state"], rejected["settled_reason"]) == ("rejected", REASON)


def test_decisions_are_taken_back(client: TestClient, record: UUID, bearer: Headers) -> None:
    client.put(f"/api/v1/datasets/{record}/curation/license", json=DECISION, headers=bearer)
    body = {"selection": {"records": [str(record)]}, "aspect": "license", "take_back": True, "reason": REASON}
    made = client.post(LIST, json=body, headers=bearer).json()
    assert (made["decision"], made["replaced"]) == (None, 1)
    client.post(f"{LIST}/{made['id']}/confirm", headers=bearer)
    assert client.get(f"/api/v1/datasets/{record}").json()["curation"]["license"] is None


def test_lists_are_filtered_and_come_in_pages(client: TestClient, record: UUID, services: Services) -> None:
    mine = header(services, "Who Lists")
    numbers = [client.post(LIST, json=about(record), headers=mine).json()["id"] for _ in range(3)]
    page = client.get(LIST, params={"by": "Who Lists", "limit": 2, "state": "draft"}).json()
    assert [each["id"] for each in page["items"]] == numbers[:0:-1]
    assert [each["id"] for each in client.get(page["next"]).json()["items"]] == numbers[:1]
    found = client.get(LIST, params={"record": str(record), "by": "Who Lists"}).json()
    assert [each["id"] for each in found["items"]] == numbers[::-1]
    assert client.get(LIST, params={"by": "Nobody"}).json() == {"items": [], "next": None}
    assert client.get(LIST, params={"record": str(UUID(int=0))}).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        ({"aspect": "license", "decision": DECISION}, "request-invalid", 422),
        ({"selection": {}, "aspect": "license", "decision": DECISION}, "request-invalid", 422),
        ({"selection": {"query": "", "question": "x"}, "aspect": "license", "decision": DECISION}, "request-invalid", 422),
        ({"selection": {"records": []}, "aspect": "license", "decision": DECISION}, "request-invalid", 422),
        ({"selection": {"query": "q=\x00"}, "aspect": "license", "decision": DECISION}, "request-invalid", 422),
        ({"selection": {"query": "q=a"}, "aspect": "license"}, "request-invalid", 422),
        ({"selection": {"query": "q=a"}, "aspect": "license", "take_back": True}, "request-invalid", 422),
        ({"selection": {"query": "q=a"}, "aspect": "license", "decision": DECISION, "reason": REASON}, "request-invalid", 422),
        ({"selection": {"query": "q=a"}, "aspect": "title", "decision": DECISION}, "request-invalid", 422),
        ({"selection": {"query": "q=a"}, "aspect": "license", "decision": {"value": "CC-BY-4.0"}}, "request-invalid", 422),
        ({"selection": {"query": "licence=a"}, "aspect": "license", "decision": DECISION}, "query-invalid", 422),
        ({"selection": {"question": "license.x"}, "aspect": "license", "decision": DECISION}, "query-invalid", 422),
        ({"selection": {"records": [str(uuid4())]}, "aspect": "license", "decision": DECISION}, "record-missing", 404),
        ({"selection": {"proposal": 10**9}, "aspect": "license", "decision": DECISION}, "proposal-missing", 404),
        ({"selection": {"query": "q=a"}, "aspect": "license", "decision": DECISION | {"value": "CC"}}, "decision-invalid", 422),
    ],
)
def test_a_body_that_is_wrong_is_refused(
    client: TestClient, bearer: Headers, *, body: dict[str, Any], code: str, status: int
) -> None:
    before = client.get(LIST).json()
    answer = client.post(LIST, json=body, headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert client.get(LIST).json() == before


def test_a_refusal_names_the_place_in_the_body_and_the_choices(client: TestClient, record: UUID, bearer: Headers) -> None:
    short = client.post(LIST, json=about(record, decision={"value": "CC-BY-4.0", "reason": "so"}), headers=bearer).json()
    assert [flaw["pointer"] for flaw in short["errors"]] == ["/decision/reason"]
    wrong = client.post(LIST, json=about(record, decision=DECISION | {"value": "CC-BY"}), headers=bearer).json()
    assert [flaw["pointer"] for flaw in wrong["errors"]] == ["/decision/value"]
    assert "CC-BY-4.0" in wrong["choices"]
    aspect = client.post(LIST, json=about(record, aspect="title"), headers=bearer).json()
    assert "privacy_class" in aspect["choices"]
    query = {"selection": {"query": "licence=a"}, "aspect": "license", "decision": DECISION}
    assert client.post(LIST, json=query, headers=bearer).json()["errors"][0]["parameter"] == "licence"


def test_a_selection_that_is_too_large_is_refused_with_its_number(
    client: TestClient, services: Services, bearer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selecting, "MOST", 5)
    body = {"selection": {"query": "source=sample_ir"}, "aspect": "license", "decision": DECISION}
    answer = client.post(LIST, json=body, headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (422, "proposal-too-large")
    assert (
        f"it has {services.store.records.count(source='sample_ir')}, and a proposal may have 5 at most" in answer.json()["detail"]
    )


def test_a_proposal_that_is_not_there_and_one_that_changes_nothing(client: TestClient, record: UUID, bearer: Headers) -> None:
    assert client.get(f"{LIST}/999999").json()["code"] == "proposal-missing"
    for act in ("confirm", "approve", "reject", "undo"):
        answer = client.post(f"{LIST}/999999/{act}", json={"reason": REASON}, headers=bearer)
        assert (answer.status_code, answer.json()["code"]) == (404, "proposal-missing")
    client.put(f"/api/v1/datasets/{record}/curation/license", json=DECISION, headers=bearer)
    made = client.post(LIST, json=about(record), headers=bearer).json()
    assert (made["unchanged"], made["effects"], made["items"][0]["outcome"]) == (1, [], "unchanged")
    answer = client.post(f"{LIST}/{made['id']}/confirm", headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (409, "proposal-empty")


def test_another_officer_does_not_confirm(client: TestClient, made: dict[str, Any], second: Headers) -> None:
    answer = client.post(f"{LIST}/{made['id']}/confirm", headers=second)
    assert (answer.status_code, answer.json()["code"]) == (403, "proposal-of-another")
    answer = client.post(f"{LIST}/{made['id']}/approve", json={"reason": REASON}, headers=second)
    assert (answer.status_code, answer.json()["code"]) == (409, "proposal-settled")


def test_it_takes_an_officer_and_the_trail_names_the_proposal(
    client: TestClient, services: Services, made: dict[str, Any], record: UUID
) -> None:
    curator = header(services, "A Curator", Role.CURATOR)
    asked = {"": None} | {f"/{made['id']}/{act}": made["id"] for act in ("confirm", "approve", "reject", "undo")}
    deeds = []
    for path, proposal in asked.items():
        answer = client.post(f"{LIST}{path}", json={"reason": REASON} if path else about(record), headers=curator)
        assert (answer.status_code, answer.json()["code"]) == (403, "role-too-low")
        deeds.append((path.rpartition("/")[2] or "propose", proposal))
    refused = [each for each in services.store.audit.refusals(limit=20) if each.actor == Actor.person("A Curator")]
    assert [(each.details["deed"], each.details.get("proposal")) for each in reversed(refused)] == deeds


def test_a_single_decision_that_protects_less_waits_for_a_second_person(
    careful: TestClient, record: UUID, bearer: Headers, second: Headers
) -> None:
    path = f"/api/v1/datasets/{record}/curation/privacy_class"
    raised = careful.put(path, json={"value": "special", "reason": REASON}, headers=bearer)
    assert raised.status_code == 200
    answer = careful.put(path, json={"value": "open", "reason": REASON}, headers=bearer)
    assert answer.status_code == 202
    waiting = answer.json()
    assert answer.headers["Location"] == waiting["links"]["self"]
    assert (waiting["state"], waiting["why_four_eyes"], waiting["count"]) == ("waiting", ["class-lowered"], 1)
    assert careful.get(f"/api/v1/datasets/{record}").json() == raised.json()
    assert careful.put(path, json={"value": "open", "reason": REASON}, headers=bearer).json() == waiting
    own = careful.post(f"{waiting['links']['self']}/approve", json={"reason": REASON}, headers=bearer)
    assert (own.status_code, own.json()["code"]) == (403, "second-person-needed")
    done = careful.post(f"{waiting['links']['self']}/approve", json={"reason": REASON}, headers=second)
    assert (done.status_code, done.json()["state"], done.json()["settled_by"]["name"]) == (200, "applied", "Bolat Asanov")
    decided = careful.get(f"/api/v1/datasets/{record}").json()["curation"]["privacy_class"]
    assert (decided["value"], decided["by"]) == ("open", "Aizada Bekova")
    back = careful.request("DELETE", path, params={"reason": REASON}, headers=bearer)
    assert back.status_code == 200, "nothing is lowered: what Serai concludes protects no less than open"


def test_taking_a_protective_decision_back_waits_too(
    careful: TestClient, services: Services, record: UUID, bearer: Headers
) -> None:
    path = f"/api/v1/datasets/{record}/curation/privacy_class"
    decision = {"value": "restricted", "subclass": ["biometric"], "reason": REASON}
    assert careful.put(path, json=decision, headers=bearer).status_code == 200
    answer = careful.request("DELETE", path, params={"reason": REASON}, headers=bearer)
    assert (answer.status_code, answer.json()["decision"]) == (202, None)
    assert answer.json()["why_four_eyes"] == ["class-lowered", "subclass-removed"]
    rejected = careful.post(f"{answer.json()['links']['self']}/reject", json={"reason": REASON}, headers=bearer).json()
    assert (rejected["state"], rejected["settled_by"]["name"]) == ("rejected", "Aizada Bekova")
    assert services.store.audit.verify() is None
