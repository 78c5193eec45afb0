"""Who may do what: each operation names the role that it takes, and who has a lower one is refused, which the history shows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from registry.api.documentation import operations
from registry.services import Services
from schemas.actor import COMMAND
from schemas.audit import CATALOGUE
from schemas.holds import HoldCause
from schemas.record import Aspect
from schemas.role import Role
from schemas.runs import RunState
from tests.registry.api.conftest import Ids

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""The clock of the installation under test."""

REASON = {"reason": "The terms of use of the portal name this licence."}
ROLES = list(Role)

ANYBODY = {"POST /combination", "POST /usage", "POST /datasets/{id}/answers", "POST /trail/check", "POST /checks"}
"""What anybody may send: questions with a body, the wish to keep an answer, a proof, and a portal to check."""

Bearer = Callable[[Role], dict[str, str]]


@pytest.fixture
def bearer_of(services: Services, request: pytest.FixtureRequest) -> Bearer:
    """The header of a new person with a role, whom no other test has."""

    def made(role: Role) -> dict[str, str]:
        name = f"{role} of {request.node.name}"
        return {"Authorization": f"Bearer {services.store.tokens.add(name, role=role, expires=NOW + timedelta(days=1), at=NOW)}"}

    return made


def test_every_operation_that_writes_names_its_role(app: FastAPI) -> None:
    roles = {
        f"{method} {path.removeprefix('/api/v1')}": [role for each in found.get("security", ()) for role in each.get("token", ())]
        for method, path, found in operations(app.openapi())
    }
    assert {name: role for name, role in roles.items() if role} == {
        **{f"PUT /datasets/{{id}}/curation/{aspect}": ["officer"] for aspect in Aspect},
        "DELETE /datasets/{id}/curation/{aspect}": ["officer"],
        "PUT /review/{id}/assignee": ["officer"],
        "POST /proposals": ["officer"],
        **{f"POST /proposals/{{id}}/{act}": ["officer"] for act in ("confirm", "approve", "reject", "undo")},
        "POST /rules": ["officer"],
        "POST /reassessments": ["officer"],
        **{f"POST /reassessments/{{id}}/{act}": ["officer"] for act in ("confirm", "approve", "reject")},
        "POST /reassessments/{id}/stop": ["curator"],
        **{f"POST /rules/{{id}}/{act}": ["officer"] for act in ("confirm", "approve", "reject")},
        "POST /sources/{id}/runs": ["curator"],
        "POST /runs/{id}/stop": ["curator"],
        "POST /holds/{id}/release": ["curator"],
        "POST /holds/{id}/drop": ["curator"],
        "POST /holds/{id}/move": ["curator"],
        "POST /holds/{id}/undo-move": ["curator"],
    }
    assert all(roles[name] for name in roles if not name.startswith("GET ") and name not in ANYBODY)
    for _, _, found in operations(app.openapi()):
        refused = found["responses"].get("403", {}).get("content", {}).get("application/problem+json", {}).get("examples", {})
        assert ("role-too-low" in refused) == any(each.get("token", ()) for each in found.get("security", ()))
        assert ("401" in found["responses"]) == bool(found.get("security"))


@pytest.fixture(scope="module")
def wished(ids: Ids) -> UUID:
    """A record about which persons want to decide who may not."""
    return ids.one()


@pytest.mark.parametrize("role", [Role.READER, Role.CURATOR])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_decision_takes_an_officer(
    client: TestClient, services: Services, wished: UUID, bearer_of: Bearer, *, role: Role, method: str
) -> None:
    record = wished
    before = services.store.records.get(record)
    path = f"/api/v1/datasets/{record}/curation/license"
    said: dict[str, Any] = {"json": {"value": "CC-BY-4.0", **REASON}} if method == "PUT" else {"params": REASON}
    answer = client.request(method, path, headers=bearer_of(role), **said)
    assert (answer.status_code, answer.json()["code"]) == (403, "role-too-low")
    assert f"it takes the role officer, and the token has the role {role}" in answer.json()["detail"]
    assert services.store.records.get(record) == before
    *_, entry = client.get(f"/api/v1/datasets/{record}/history").json()["items"]
    deed = {"PUT": "decide", "DELETE": "take-back"}[method]
    assert entry["action"] == "refuse"
    assert entry["details"] == {"deed": deed, "needed": "officer", "had": role, "left_out": 0}
    assert entry["actor"]["name"].startswith(f"{role} of")
    assert services.store.audit.verify() is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
def test_higher_roles_may_decide_too(client: TestClient, record: UUID, bearer_of: Bearer, role: Role) -> None:
    path = f"/api/v1/datasets/{record}/curation/license"
    assert client.put(path, json={"value": "CC-BY-4.0", **REASON}, headers=bearer_of(role)).status_code == 200


def test_runs_holds_and_portals_take_a_curator(client: TestClient, services: Services, bearer_of: Bearer) -> None:
    runs = services.store.runs
    run = runs.start("tj_sdi", since=None, by=COMMAND, at=NOW)
    hold = services.store.holds.propose(run, cause=HoldCause.EMPTY_ANSWER, explanation="empty", since_run=run.id, at=NOW)
    runs.end(run, RunState.HELD, error="the list is empty", at=NOW)
    reader = bearer_of(Role.READER)
    asked = {
        f"/runs/{run.id}/stop": {"deed": "stop", "run": run.id},
        f"/holds/{hold.id}/release": {"deed": "release", "hold": hold.id},
        f"/holds/{hold.id}/drop": {"deed": "drop", "hold": hold.id},
        f"/holds/{hold.id}/move": {"deed": "move", "hold": hold.id},
        f"/holds/{hold.id}/undo-move": {"deed": "undo-move", "hold": hold.id},
        "/sources/tj_sdi/runs": {"deed": "harvest", "source": "tj_sdi"},
    }
    for path in asked:
        answer = client.post(f"/api/v1{path}", json=REASON, headers=reader)
        assert (answer.status_code, answer.json()["code"]) == (403, "role-too-low"), path
        assert "it takes the role curator" in answer.json()["detail"]
    about = [entry.details for entry in services.store.audit.history(CATALOGUE)[-len(asked) :]]
    assert about == [named | {"needed": "curator", "had": "reader", "left_out": 0} for named in asked.values()]
    assert services.store.holds.get(hold.id) == hold
    dropped = client.post(f"/api/v1/holds/{hold.id}/drop", json=REASON, headers=bearer_of(Role.CURATOR))
    assert (dropped.status_code, dropped.json()["state"]) == (200, "dropped")


def test_what_is_not_there_is_said_before_who_may(client: TestClient, services: Services, bearer_of: Bearer) -> None:
    reader, before = bearer_of(Role.READER), services.store.audit.end()
    asked = {
        f"/datasets/{UUID(int=0)}/curation/license": "record-missing",
        "/runs/999999/stop": "run-missing",
        "/holds/999999/drop": "hold-missing",
        "/sources/nowhere/runs": "source-missing",
    }
    for path, code in asked.items():
        method = "PUT" if "curation" in path else "POST"
        answer = client.request(method, f"/api/v1{path}", json={"value": "CC-BY-4.0", **REASON}, headers=reader)
        assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert services.store.audit.end() == before


def test_a_loop_leaves_one_entry(client: TestClient, services: Services, record: UUID, bearer_of: Bearer) -> None:
    reader = bearer_of(Role.READER)
    for _ in range(20):
        path = f"/api/v1/datasets/{record}/curation/license"
        assert client.put(path, json={"value": "CC-BY-4.0", **REASON}, headers=reader).status_code == 403
    assert [entry.action for entry in services.store.audit.history(record)] == ["create", "refuse"]
