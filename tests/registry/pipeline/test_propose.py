"""Proposals, on SQLite."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contracts.proposing import ProposingContract
from tests.homes import with_tables


class TestProposingOnSqlite(ProposingContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> Callable[[], str]:
        return lambda: with_tables(tmp_path / "serai.db")
