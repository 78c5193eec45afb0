"""Hostile JSON as the body of a request: answered as a problem with a stable code, and nothing is changed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.record import record_id
from tests.portal import Portal, package

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

REFUSALS = {400: {"body-unreadable"}, 413: {"body-too-large"}, 422: {"request-invalid"}}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def record(services: Services) -> UUID:
    with Portal([package(1)]) as portal:
        run = harvest(services, portal.source())
    return record_id(run.source, package(1)["id"])


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    secret = services.store.tokens.add("Aizada Bekova", expires=NOW + timedelta(days=1), at=NOW)
    with TestClient(create_app(services)) as client:
        client.headers |= {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        yield client


@pytest.mark.parametrize("kind", ["n_", "i_", "y_"])
@pytest.mark.parametrize(
    "frame", [b"%s", b'{"value": "CC-BY-4.0", "reason": %s}', b'{"value": %s, "reason": "long enough as it is"}']
)
def test_a_body_of_the_suite_is_refused(  # noqa: PLR0917 - fixtures are named arguments
    client: TestClient, services: Services, record: UUID, suite: Mapping[str, bytes], kind: str, frame: bytes
) -> None:
    for name, content in suite.items():
        if not name.startswith(kind):
            continue
        answer = client.put(f"/api/v1/datasets/{record}/curation/license", content=frame.replace(b"%s", content))
        if kind == "n_":
            assert answer.status_code in REFUSALS, name
        if answer.status_code in REFUSALS:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] in REFUSALS[answer.status_code] | {"decision-invalid"}, name
        assert answer.status_code < 500, name
    if kind == "n_":
        assert len(services.store.audit.history(record)) == 1
