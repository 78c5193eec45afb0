"""Runs on SQLite."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.contracts.runs import RunsContract


class TestRunsOnSqlite(RunsContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> Callable[[], str]:
        numbers = count()
        return lambda: f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"
