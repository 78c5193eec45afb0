"""The sample catalogue, and a way to call its tools."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from registry.agents.asked import Place
from registry.agents.tools import Called, call
from registry.agents.writing import MOST, size
from registry.services import Services
from tests.samples import harvested_samples

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ROOT = "https://serai.example"

Ask = Callable[..., str]


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample catalogue, which no test changes."""
    with harvested_samples(tmp_path_factory.mktemp("agents"), clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="session")
def place(services: Services) -> Place:
    return Place(services, ROOT)


@pytest.fixture(scope="session")
def ask(place: Place) -> Ask:
    """Calls a tool that answers."""
    return asker(place)


def asker(place: Place) -> Ask:
    def asked(name: str, **given: Any) -> str:
        found = called(place, name, **given)
        assert not found.is_error, found.text
        return found.text

    return asked


def called(place: Place, name: str, **given: Any) -> Called:
    """Calls a tool. Whatever it answers is within the limit."""
    found = call(place, name, given)
    assert size(found.text) <= MOST, (name, given, size(found.text))
    return found
