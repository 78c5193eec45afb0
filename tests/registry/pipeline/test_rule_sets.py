"""Which rules are in force, on SQLite."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from registry.operation.in_force import RulesInForce
from registry.services import Services
from tests.contracts.rules_in_force import RulesInForceContract
from tests.harvest_processes import Place


class TestRulesInForceOnSqlite(RulesInForceContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> Callable[[], str]:
        return lambda: f"sqlite:///{tmp_path / 'serai.db'}"

    def change_files(self, place: Place) -> None:
        with closing(sqlite3.connect(place.database.removeprefix("sqlite:///"))) as intruder, intruder:
            intruder.execute("UPDATE rule_file SET content = content || '\n'")

    def test_while_the_database_does_not_answer_the_last_rules_hold_on(
        self, services: Services, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        time = 0.0
        following = RulesInForce(services.store, services.in_force.shipped, timer=lambda: time)
        before = following.now
        (tmp_path / "serai.db").rename(tmp_path / "away.db")
        with caplog.at_level(logging.WARNING):
            for _ in range(3):
                time += 2
                assert following.now is before
        assert caplog.text.count("cannot be looked at") <= 1
        (tmp_path / "away.db").rename(tmp_path / "serai.db")
