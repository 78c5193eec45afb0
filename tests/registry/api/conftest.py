"""One installation for all tests of the API: embedded parts in a temporary folder, with the sample portals harvested into them.

A test that changes a record takes one of its own as `record`, others share `untouched`, so tests hold in any order.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.demo import server as sample
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services, open_services
from registry.settings import Settings

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("serai")
    settings = Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None)
    with sample.serve() as samples, open_services(settings, samples=samples, clock=lambda: NOW) as opened:
        for source in samples.values():
            harvest(opened, source)
        refresh(opened)
        yield opened


@pytest.fixture(scope="session")
def app(services: Services) -> FastAPI:
    return create_app(services)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def token(services: Services) -> str:
    return services.store.tokens.add("Aizada Bekova", expires=NOW + timedelta(days=1), at=NOW)


@pytest.fixture(scope="session")
def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="session")
def ids(services: Services) -> Iterator[UUID]:
    """Ids of active records, each given out once."""
    return iter([record.id for record in services.store.records.stream()])


@pytest.fixture
def record(ids: Iterator[UUID]) -> UUID:
    """The id of a record that only this test has."""
    return next(ids)


@pytest.fixture(scope="session")
def untouched(ids: Iterator[UUID]) -> UUID:
    """The id of a record that no test changes."""
    return next(ids)
