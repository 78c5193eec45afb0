"""A fresh installation for each test: embedded parts in a temporary folder, and a clock that the test can move."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvesters.limits import Limits
from registry.services import Services, open_services
from registry.settings import Settings
from tests.homes import new_home


@dataclass
class Clock:
    """A clock that stands until it is told to go on."""

    time: datetime = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, clock: Clock) -> Iterator[Services]:
    settings = Settings(
        home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None, batch_size=10
    )
    with open_services(settings, limits=Limits(first_wait=0.01, longest_wait=0.05), clock=clock) as opened:
        yield opened


def refuse(services: Services, identifier: str) -> None:
    """From now on the database refuses to store the record of this identifier."""
    with closing(sqlite3.connect(services.settings.home / "serai.db")) as database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON record "
            f"WHEN NEW.identifier = '{identifier}' BEGIN SELECT RAISE(ABORT, 'it is refused'); END"
        )
        database.commit()
