"""One installation for all tests of the API: embedded parts in a temporary folder, with the sample portals harvested into them.

A test that changes a record takes one of its own as `record`, others share `untouched`, so tests hold in any order.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from harvesters.limits import Limits
from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.record import record_id
from tests.homes import new_home
from tests.portal import Portal, package
from tests.samples import harvested_samples
from tests.upgraded import forget_states

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("serai")
    with harvested_samples(home, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="session")
def app(services: Services) -> FastAPI:
    return create_app(services)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The same once more, which no test changes: for tests that count all records."""
    with harvested_samples(tmp_path_factory.mktemp("still"), clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="session")
def reader(still: Services) -> Iterator[TestClient]:
    """Asks the installation that no test changes."""
    with TestClient(create_app(still)) as client:
        yield client


@pytest.fixture(scope="session")
def token(services: Services) -> str:
    return services.store.tokens.add("Aizada Bekova", expires=NOW + timedelta(days=1), at=NOW)


@pytest.fixture(scope="session")
def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Ids(Iterator[UUID]):
    """Ids of records, each given out once."""

    def __init__(self, ids: Iterable[UUID]) -> None:
        self._left = list(ids)

    def __next__(self) -> UUID:
        return self.one()

    def one(self, suits: Callable[[UUID], bool] = lambda _: True) -> UUID:
        """The first that suits; the others are left for other tests."""
        found = next((id for id in self._left if suits(id)), None)
        assert found, "no record is left that suits: let tests share one that do not disturb each other"
        self._left.remove(found)
        return found


@pytest.fixture(scope="session")
def ids(services: Services) -> Ids:
    """Ids of active records, each given out once."""
    return Ids(record.id for record in services.store.records.stream())


@pytest.fixture
def record(ids: Iterator[UUID]) -> UUID:
    """The id of a record that only this test has."""
    return next(ids)


@pytest.fixture(scope="session")
def untouched(ids: Iterator[UUID]) -> UUID:
    """The id of a record that no test changes."""
    return next(ids)


REASON = "The ministry sent the document on Tuesday."
FIRST = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

OPEN = {"license_id": "cc-zero", "license_title": "Creative Commons CCZero"}
CLOSED = {"license_id": "cc-by-nc", "license_title": "Creative Commons Attribution-NonCommercial"}

COMMERCIAL = {"state": "KG", "purpose": "commercial"}


@dataclass
class Clock:
    now: datetime = field(default=FIRST)

    def __call__(self) -> datetime:
        return self.now


class Catalogue:
    """A catalogue with one portal, over HTTP, on a day that the test sets."""

    def __init__(self, services: Services, client: TestClient, portal: Portal, clock: Clock) -> None:
        self.services, self.client, self.portal, self.clock = services, client, portal, clock
        token = services.store.tokens.add("Aizada Bekova", expires=FIRST + timedelta(days=99), at=FIRST)
        self.bearer = {"Authorization": f"Bearer {token}"}
        self.id: UUID = record_id("kg_example", package(1)["id"])
        self.path = f"/api/v1/datasets/{self.id}"

    def on(self, day: int, hour: int = 9) -> "Catalogue":
        """It is this day of November."""
        self.clock.now = FIRST.replace(day=day, hour=hour)
        return self

    def harvest(self, *others: dict[str, Any], **fields: Any) -> "Catalogue":
        """The portal says this of the dataset, has these others too, and is harvested."""
        self.portal.packages = [package(1, **fields), *others]
        harvest(self.services, self.portal.source(grace={"sweeps": 1}), full=True)
        return self

    def withdraw(self) -> "Catalogue":
        """The portal lists the dataset no more, but all others, and is harvested."""
        self.portal.packages = self.portal.packages[1:]
        harvest(self.services, self.portal.source(grace={"sweeps": 1}), full=True)
        return self

    def lose_raw_records(self) -> "Catalogue":
        """The archive is empty."""
        for raw in self.services.settings.home.rglob("archive/**/*"):
            if raw.is_file():
                raw.unlink()
        return self

    def forget_states(self) -> "Catalogue":
        """The installation is one that was there before Serai kept states."""
        forget_states(self.services)
        return self

    def decide(self, aspect: str, **body: Any) -> "Catalogue":
        put = self.client.put(f"{self.path}/curation/{aspect}", json={"reason": REASON, **body}, headers=self.bearer)
        assert put.status_code == 200, put.text
        return self

    def take_back(self, aspect: str) -> "Catalogue":
        done = self.client.delete(f"{self.path}/curation/{aspect}", params={"reason": REASON}, headers=self.bearer)
        assert done.status_code == 200, done.text
        return self

    def ask(self, day: int | None = None, **asked: Any) -> Any:
        at = {} if day is None else {"at": f"2026-11-{day:02}"}
        return self.client.get(f"{self.path}/usage", params=COMMERCIAL | at | asked)

    def answer(self, day: int | None = None, **asked: Any) -> Any:
        found = self.ask(day, **asked)
        assert found.status_code == 200, found.text
        return found.json()

    def keep(self, **body: Any) -> Any:
        return self.client.post(f"{self.path}/answers", json=COMMERCIAL | body)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    clock = Clock()
    settings = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with Portal([package(1, **OPEN)]) as portal:
        source = portal.source(grace={"sweeps": 1})
        limits = Limits(first_wait=0.01, longest_wait=0.05)
        with (
            open_services(settings, samples={source.id: source}, limits=limits, clock=clock) as services,
            TestClient(create_app(services)) as client,
        ):
            yield Catalogue(services, client, portal, clock)
