"""What can be watched: it is read from the store, whoever did it, and counted where it happens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from harvesters.limits import Limits
from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store import Store
from tests.portal import Portal, answers, package

Labels = frozenset[tuple[str, str]]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, limits=Limits(first_wait=0.001)) as opened:
        yield opened


def samples(services: Services) -> dict[tuple[str, Labels], float]:
    """All samples by name and labels."""
    families = text_string_to_metric_families(services.metrics.text().decode())
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def value(services: Services, name: str, **labels: str) -> float | None:
    return samples(services).get((name, frozenset(labels.items())))


def test_what_runs_did_is_read_from_the_store(services: Services) -> None:
    listed = [package(number) for number in range(5)]
    listed[2]["title"] = None
    with Portal(listed) as portal:
        harvest(services, portal.source())
        harvest(services, portal.source(), full=True)
        portal.trouble.append(answers(503))
        harvest(services, portal.source(), full=True)
    kg = {"source": "kg_example"}
    assert value(services, "serai_runs_total", **kg, state="done") == 2
    assert value(services, "serai_runs_total", **kg, state="failed") == 1
    assert value(services, "serai_records_total", **kg, outcome="new") == 4
    assert value(services, "serai_records_total", **kg, outcome="unchanged") == 4
    assert value(services, "serai_records_total", **kg, outcome="rejected") == 2
    assert value(services, "serai_catalogue_records", **kg) == 4
    assert value(services, "serai_outbox") == 4
    assert value(services, "serai_store_up") == 1
    assert (value(services, "serai_last_run_timestamp_seconds", **kg) or 0) > (
        value(services, "serai_last_done_timestamp_seconds", **kg) or 0
    )


def test_issues_are_those_of_the_last_run(services: Services) -> None:
    with Portal([package(1, title=None), package(2)]) as portal:
        harvest(services, portal.source())
        assert value(services, "serai_issues", source="kg_example", code="title-missing") == 1
        assert value(services, "serai_issues", source="kg_example", code="title-missing") == 1
        portal.packages[0] = package(1)
        harvest(services, portal.source(), full=True)
    assert value(services, "serai_issues", source="kg_example", code="title-missing") is None


def test_a_run_under_way_is_told_apart(services: Services) -> None:
    seen: list[float | None] = []
    with Portal([package(1)]) as portal:
        harvest(
            services,
            portal.source(),
            on_step=lambda run: seen.append(value(services, "serai_runs_underway", source=run.source, state="running")),
        )
    assert seen[0] == 1
    assert value(services, "serai_runs_underway", source="kg_example", state="running") is None


def test_requests_are_counted_by_the_pattern_of_their_address(services: Services) -> None:
    refresh(services)
    with TestClient(create_app(services)) as client:
        for path in ("/api/v1/runs/1", "/api/v1/runs/2", "/nothing/here", "/nothing/there", "/metrics"):
            client.get(path)
        client.request("BREW", "/api/v1/runs/1")
        client.head("/health")
        text = client.get("/metrics")
    assert text.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    route = "/api/v1/runs/{id}"
    assert value(services, "serai_http_requests_total", method="GET", route=route, status="404") == 2
    assert value(services, "serai_http_requests_total", method="GET", route="other", status="404") == 2
    assert value(services, "serai_http_requests_total", method="other", route=route, status="405") == 1
    assert value(services, "serai_http_requests_total", method="GET", route="/health", status="200") == 1
    assert value(services, "serai_http_request_seconds_count", route="/metrics") == 2
    assert "nothing" not in text.text


def test_engine_and_store_are_timed(services: Services) -> None:
    with TestClient(create_app(services)) as client:
        assert client.get("/api/v1/datasets").status_code == 503
        refresh(services)
        assert client.get("/api/v1/datasets").status_code == 200
    assert value(services, "serai_engine_seconds_count", operation="search") == 2
    assert value(services, "serai_engine_errors_total", operation="search", error="IndexMissing") == 1
    assert value(services, "serai_engine_seconds_count", operation="rebuild") == 1
    assert (value(services, "serai_store_seconds_count", kind="read") or 0) > 0


def test_a_store_that_is_away_leaves_what_this_process_counts(services: Services, tmp_path: Path) -> None:
    away = tmp_path / "away.db"
    store = Store.open(f"sqlite:///{away}")
    store.close()
    for file in tmp_path.glob("away.db*"):
        file.unlink()
    away.mkdir()
    broken = Services(**{**vars(services), "metrics": type(services.metrics)()})
    broken.metrics.follow(store)
    assert value(broken, "serai_store_up") == 0
    assert value(broken, "serai_outbox") is None
    assert any(name == "process_resident_memory_bytes" for name, _ in samples(broken))


def test_how_many_records_can_be_found_by_meaning(services: Services) -> None:
    assert value(services, "serai_meaning_up") == 1
    assert value(services, "serai_meaning_vectors") == 0
