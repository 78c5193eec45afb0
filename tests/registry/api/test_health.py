"""The state of the installation: 200 when it can answer, 503 when it cannot, with the same members."""

from pathlib import Path

from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.services import Services
from search import open_engine


def test_an_installation_that_can_answer_says_so(client: TestClient, services: Services) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    health = answer.json()
    assert health["ready"] is True
    assert health["store"] == {"reachable": True, "detail": ""}
    assert health["engine"]["count"] == services.store.records.count(status=None)
    assert health["outbox"] == services.store.outbox.depth()
    assert health["archive"] == {"reachable": True, "detail": ""}
    assert health["meaning"] == {"reachable": True, "count": 0}
    assert health["version"]


def test_an_engine_whose_index_is_lost_is_told(services: Services, tmp_path: Path) -> None:
    engine = open_engine(f"tantivy:{tmp_path / 'nothing'}")
    try:
        with TestClient(create_app(Services(**{**vars(services), "engine": engine}))) as client:
            answer = client.get("/health")
            missing = client.get("/api/v1/datasets")
    finally:
        engine.close()
    assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
    assert answer.json()["engine"]["current"] is False
    assert (missing.status_code, missing.json()["code"]) == (503, "index-missing")


def test_a_store_that_is_closed_is_not_ready(services: Services, tmp_path: Path) -> None:
    store = type(services.store).open(f"sqlite:///{tmp_path / 'gone.db'}")
    (tmp_path / "gone.db").unlink()
    (tmp_path / "gone.db").mkdir()
    store.close()
    with TestClient(create_app(Services(**{**vars(services), "store": store}))) as client:
        answer = client.get("/health")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    health = answer.json()
    assert (health["code"], health["status"], health["ready"]) == ("not-ready", 503, False)
    assert health["store"]["reachable"] is False
    assert health["outbox"] is None
    assert health["engine"]["reachable"] is True
