"""Re-assessments, on SQLite."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.contracts.reassessing import ReassessingContract
from tests.homes import with_tables


class TestReassessingOnSqlite(ReassessingContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> Callable[[], str]:
        numbers = count()
        return lambda: with_tables(tmp_path / f"serai-{next(numbers)}.db")
