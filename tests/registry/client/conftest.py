"""The sample portals, harvested, behind a real port; and the client that asks there."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from registry.api.app import create_app
from registry.client import Serai
from registry.services import Services
from tests.samples import harvested_samples
from tests.served import served

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with harvested_samples(tmp_path_factory.mktemp("serai"), clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(services: Services) -> Iterator[str]:
    with served(create_app(services)) as address:
        yield address


@pytest.fixture
def serai(address: str) -> Iterator[Serai]:
    with Serai(address, retries=0) as serai:
        yield serai
