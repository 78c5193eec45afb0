"""What the revisions must do on every database: lead to the tables of models.py, and back, with data in them.

A backend subclasses `MigrationContract` and gives the address of an empty database.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from registry.store import Store
from registry.store.database import Database
from registry.store.errors import StoreError, UnknownSchema
from registry.store.models import Base
from registry.store.revision import HEAD
from registry.store.schema import downgrade, migrating, upgrade
from tests.contracts.store import AT, new
from tests.factories import record


def fill(database: Database) -> None:
    with closing(Store.open(database.address)) as store:
        run = store.runs.start("kg_data_gov", since=None, at=AT)
        store.records.save([new(record(run=run.id))], actor=f"run {run.id}", at=AT)
        store.tokens.add("Bolat", expires=AT, at=AT)


class MigrationContract:
    """The subclass gives `address`."""

    @pytest.fixture
    def address(self) -> str:
        raise pytest.UsageError("give the address of an empty database")

    @pytest.fixture
    def database(self, address: str) -> Iterator[Database]:
        with closing(Database(address)) as database:
            yield database

    def test_the_newest_revision_has_the_tables_of_the_models(self, database: Database) -> None:
        upgrade(database)
        with database.reading() as connection:
            migration = MigrationContext.configure(connection)
            assert compare_metadata(migration, Base.metadata) == []
            assert migration.get_current_revision() == HEAD

    def test_down_and_up_again_with_data(self, database: Database) -> None:
        fill(database)
        downgrade(database, revision="base")
        assert inspect(database.engine).get_table_names() == ["alembic_version"]
        fill(database)

    def test_opening_again_changes_nothing(self, database: Database) -> None:
        fill(database)
        with closing(Store.open(database.address)) as store:
            assert store.records.get(record().id) == record()

    def test_a_migration_that_fails_leaves_the_database_as_it_was(self, database: Database) -> None:
        fill(database)
        with pytest.raises(StoreError), migrating(database.address) as config:  # noqa: PT012 - the second statement fails
            config.attributes["connection"].execute(text("DROP TABLE token"))
            config.attributes["connection"].execute(text("DROP TABLE token"))
        assert "token" in inspect(database.engine).get_table_names()

    def test_a_database_of_a_newer_version_is_left_alone(self, database: Database) -> None:
        fill(database)
        with database.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
        with pytest.raises(UnknownSchema, match="r9999"):
            Store.open(database.address)
