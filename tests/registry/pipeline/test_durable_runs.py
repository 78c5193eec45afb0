"""Durable runs on SQLite."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.contracts.durable_runs import DurableRunsContract
from tests.homes import with_tables


class TestDurableRunsOnSqlite(DurableRunsContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> Callable[[], str]:
        numbers = count()
        return lambda: with_tables(tmp_path / f"{next(numbers)}.db")
