"""The installation that the contracts of the pipeline work on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registry.services import Services
from tests.harvest_processes import Place


class Installed:
    """The subclass gives `address`: a function that makes an empty database, and returns its address."""

    @pytest.fixture
    def address(self) -> Callable[[], str]:
        raise pytest.UsageError("give a function that makes an empty database")

    @pytest.fixture
    def place(self, tmp_path: Path, address: Callable[[], str]) -> Place:
        return Place(tmp_path / "home", address())

    @pytest.fixture
    def services(self, place: Place) -> Iterator[Services]:
        with place.open() as opened:
            yield opened
