"""The revisions on SQLite."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from registry.store import Store
from registry.store.database import Database
from registry.store.schema import migrating
from tests.contracts.migrations import MigrationContract, fill
from tests.factories import record


class TestSqliteMigrations(MigrationContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'serai.db'}"

    def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(self, database: Database) -> None:
        fill(database)
        with migrating(database.address) as config:
            operations = Operations(MigrationContext.configure(config.attributes["connection"]))
            with operations.batch_alter_table("record", recreate="always"):
                pass
        with closing(Store.open(database.address)) as store:
            assert store.records.get(record().id) == record()
