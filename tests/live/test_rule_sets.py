"""Which rules are in force, on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import text

from registry.store.database import Database
from tests.contracts.rules_in_force import RulesInForceContract
from tests.harvest_processes import Place
from tests.live.postgresql import fresh_database


class TestRulesInForceOnPostgresql(RulesInForceContract):
    @pytest.fixture
    def address(self, postgresql: str) -> Iterator[Callable[[], str]]:
        with ExitStack() as stack:
            yield lambda: stack.enter_context(fresh_database(postgresql))

    def change_files(self, place: Place) -> None:
        with closing(Database(place.database)) as database, database.writing() as connection:
            connection.execute(text("UPDATE rule_file SET content = content || '\n'"))
