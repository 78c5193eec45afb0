"""Workers and the index, on SQLite."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contracts.indexing import IndexingContract


class TestIndexingOnSqlite(IndexingContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> Callable[[], str]:
        return lambda: f"sqlite:///{tmp_path / 'serai.db'}"
