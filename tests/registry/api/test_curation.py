"""Decisions of people: who may, what holds, and that nothing overwrites them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from harvesters.base import RawRecord
from registry.pipeline.index import drain
from registry.pipeline.line import Line
from registry.services import Services
from schemas.actor import COMMAND
from schemas.runs import RunState

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""The clock of the installation under test."""

REASON = "The terms of use of the portal name this licence."
CHOICE = {"value": "CC-BY-4.0", "reason": REASON}


def path(record: UUID, aspect: str = "license") -> str:
    return f"/api/v1/datasets/{record}/curation/{aspect}"


def test_a_decision_holds_and_is_answered(client: TestClient, record: UUID, bearer: dict[str, str]) -> None:
    before = client.get(f"/api/v1/datasets/{record}").json()
    answer = client.put(path(record), json=CHOICE, headers=bearer)
    assert answer.status_code == 200
    after = answer.json()
    own = after["assessment"]["without_decision"]["license"]
    by = {"by": "Aizada Bekova", "at": "2026-11-25T12:00:00Z", "source": None, "concluded": own}
    assert after["curation"]["license"] == CHOICE | by
    assert own["value"] == before["assessment"]["license"]["id"]
    assert after["assessment"]["license"]["id"] == "CC-BY-4.0"
    assert after["assessment"]["license"]["asserted_by"] == "person"
    assert after["version"] == before["version"] + 1
    assert after["dataset"] == before["dataset"]
    assert client.get(f"/api/v1/datasets/{record}").json() == after


def test_the_search_finds_the_decision(client: TestClient, services: Services, record: UUID, bearer: dict[str, str]) -> None:
    client.put(path(record), json={"value": "PDDL-1.0", "reason": REASON}, headers=bearer)
    drain(services)
    found = client.get("/api/v1/datasets", params={"license": "PDDL-1.0"}).json()
    assert str(record) in {item["id"] for item in found["items"]}


@pytest.mark.parametrize(
    ("aspect", "choice", "concluded"),
    [
        (
            "jurisdiction",
            {"value": {"holder_state": "KZ", "storage_state": ["KZ", "RU"]}},
            {"holder_state": "KZ", "storage_state": ["KZ", "RU"]},
        ),
        ("privacy_class", {"value": "personal"}, {"privacy_class": "personal"}),
    ],
)
def test_states_and_classes_can_be_decided(
    client: TestClient, record: UUID, bearer: dict[str, str], *, aspect: str, choice: dict[str, Any], concluded: dict[str, Any]
) -> None:
    answer = client.put(path(record, aspect), json={**choice, "reason": REASON}, headers=bearer)
    assert answer.status_code == 200, answer.text
    assessment = answer.json()["assessment"][aspect.removesuffix("_class")]
    assert {name: assessment[name] for name in concluded} == concluded
    assert assessment["asserted_by"] == "person"


def test_a_decision_can_be_taken_back_and_the_history_keeps_it(
    client: TestClient, services: Services, record: UUID, bearer: dict[str, str]
) -> None:
    before = client.get(f"/api/v1/datasets/{record}").json()
    client.put(path(record), json=CHOICE, headers=bearer)
    answer = client.delete(path(record), params={"reason": "It was the licence of another page."}, headers=bearer)
    assert answer.status_code == 200
    assert answer.json()["curation"]["license"] is None
    assert answer.json()["assessment"]["license"] == before["assessment"]["license"]
    entries = client.get(f"/api/v1/datasets/{record}/history").json()["items"]
    assert [entry["action"] for entry in entries] == ["create", "curate", "curate"]
    assert entries[1]["actor"] == {"kind": "person", "name": "Aizada Bekova"}
    assert entries[1]["details"]["reason"] == REASON
    assert entries[1]["details"]["after"]["value"] == "CC-BY-4.0"
    assert entries[2]["details"]["after"] is None
    assert services.store.audit.verify() is None


def test_there_is_nothing_to_take_back(client: TestClient, untouched: UUID, bearer: dict[str, str]) -> None:
    answer = client.delete(path(untouched), params={"reason": "It was the licence of another page."}, headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (404, "decision-missing")


def test_a_harvest_keeps_the_decision(client: TestClient, services: Services, record: UUID, bearer: dict[str, str]) -> None:
    client.put(path(record), json=CHOICE, headers=bearer)
    raw = client.get(f"/api/v1/datasets/{record}/raw").json()
    harvest_again(services, record, {**raw, "title": "A new title from the portal"})
    after = client.get(f"/api/v1/datasets/{record}").json()
    assert "A new title from the portal" in [title["value"] for title in after["dataset"]["title"]]
    assert after["curation"]["license"]["value"] == "CC-BY-4.0"
    assert after["assessment"]["license"]["id"] == "CC-BY-4.0"


def harvest_again(services: Services, record: UUID, changed: dict[str, Any]) -> None:
    """Put a changed raw record on the line, as a run of its source does."""
    kept = services.store.records.get(record)
    assert kept is not None
    source = services.sources[kept.source]
    line = Line(services, source, services.store.runs.start(source.id, since=None, by=COMMAND, at=services.clock()))
    line.add(RawRecord(kept.dataset.identifier, json.dumps(changed).encode(), "application/json", kept.provenance.url))
    line.end(RunState.DONE)
    assert line.run.counts.changed == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "token-missing"),
        ({"Authorization": "Basic YTpi"}, "token-missing"),
        ({"Authorization": "Bearer nobody-has-this"}, "token-refused"),
        ({"Authorization": "Bearer \xff"}, "token-refused"),
    ],
)
def test_without_a_token_that_holds_nothing_changes(
    client: TestClient, services: Services, untouched: UUID, *, headers: dict[str, str], code: str, method: str
) -> None:
    before = services.store.records.get(untouched)
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    said: dict[str, Any] = {"json": CHOICE} if method == "PUT" else {"params": {"reason": REASON}}
    answer = client.request(method, path(untouched), headers=encoded, **said)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="serai"')
    assert services.store.records.get(untouched) == before


def test_an_expired_and_a_withdrawn_token_do_not_hold(client: TestClient, services: Services, untouched: UUID) -> None:
    expired = services.store.tokens.add("Late", expires=NOW - timedelta(seconds=1), at=NOW - timedelta(days=2))
    withdrawn = services.store.tokens.add("Gone", expires=NOW + timedelta(days=2), at=NOW)
    services.store.tokens.revoke("Gone", at=NOW)
    for secret in (expired, withdrawn):
        answer = client.put(path(untouched), json=CHOICE, headers={"Authorization": f"Bearer {secret}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "token-refused")


@pytest.mark.parametrize(
    ("aspect", "value"),
    [
        ("license", "CC-BY"),
        ("license", ""),
        ("jurisdiction", {"holder_state": "XX"}),
        ("jurisdiction", {"storage_state": ["kg"]}),
    ],
)
def test_a_value_outside_the_vocabulary_is_refused_with_the_choices(
    client: TestClient, untouched: UUID, bearer: dict[str, str], aspect: str, value: object
) -> None:
    answer = client.put(path(untouched, aspect), json={"value": value, "reason": REASON}, headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (422, "decision-invalid")
    assert len(answer.json()["choices"]) > 5


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"value": "CC-BY-4.0"}, "/reason"),
        ({"value": "CC-BY-4.0", "reason": "too short"}, "/reason"),
        ({"value": "CC-BY-4.0", "reason": " " * 30}, "/reason"),
        ({"value": "CC-BY-4.0", "reason": "with a NUL \0 in it"}, "/reason"),
        ({"value": 4, "reason": REASON}, "/value"),
        ({"value": "CC-BY-4.0", "reason": REASON, "by": "somebody else"}, "/by"),
        ({"value": "CC-BY-4.0", "reason": REASON, "a/b~c": 1}, "/a~1b~0c"),
        ([], ""),
    ],
)
def test_a_body_that_does_not_hold_is_refused_at_its_place(
    client: TestClient, untouched: UUID, bearer: dict[str, str], body: object, pointer: str
) -> None:
    answer = client.put(path(untouched), json=body, headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")
    assert pointer in {flaw["pointer"] for flaw in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"value": NaN, "reason": "long enough as a reason"}', 422),
        (b'{"value": "CC-BY-4.0", "reason": "long enough as a reason", "n": Infinity}', 422),
        (b'{"value": "CC-BY-4.0", "reason": "long enough as a reason", "n": 1e999}', 422),
        (b'{"value": "\\ud800", "reason": "long enough as a reason"}', 422),
        (b'{"value": "\xff", "reason": "long enough as a reason"}', 422),
        (b"[" * 60_000, 422),
        (b"", 422),
        (b'"' + b"a" * 70_000 + b'"', 413),
    ],
)
def test_hostile_bodies_are_refused(
    client: TestClient, untouched: UUID, bearer: dict[str, str], content: bytes, status: int
) -> None:
    headers = {**bearer, "Content-Type": "application/json"}
    answer = client.put(path(untouched), content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert client.get(f"/api/v1/datasets/{untouched}").json()["version"] == 1


def test_a_stale_decision_is_refused(client: TestClient, record: UUID, bearer: dict[str, str]) -> None:
    tag = client.get(f"/api/v1/datasets/{record}").headers["ETag"]
    first = client.put(path(record), json=CHOICE, headers={**bearer, "If-Match": tag})
    assert first.status_code == 200
    second = client.put(path(record), json=CHOICE, headers={**bearer, "If-Match": tag})
    assert (second.status_code, second.json()["code"]) == (412, "record-changed")
    unreadable = client.put(path(record), json={"value": "CC-BY-4.0"}, headers={**bearer, "If-Match": tag})
    assert unreadable.status_code == 422, "a condition counts only for a request that holds"
    third = client.put(path(record), json=CHOICE, headers={**bearer, "If-Match": first.headers["ETag"]})
    assert third.status_code == 200
    assert client.put(path(record), json=CHOICE, headers={**bearer, "If-Match": "*"}).status_code == 200


def test_only_known_aspects_of_known_records_can_be_decided(client: TestClient, untouched: UUID, bearer: dict[str, str]) -> None:
    nobody = UUID(int=0)
    assert client.put(path(nobody), json=CHOICE, headers=bearer).json()["code"] == "record-missing"
    assert client.put(path(untouched, "title"), json=CHOICE, headers=bearer).status_code == 405
    assert client.delete(path(untouched, "title"), params={"reason": REASON}, headers=bearer).status_code == 422
