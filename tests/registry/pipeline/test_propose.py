"""Proposals, on SQLite."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contracts.proposing import ProposingContract


class TestProposingOnSqlite(ProposingContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> Callable[[], str]:
        return lambda: f"sqlite:///{tmp_path / 'serai.db'}"
