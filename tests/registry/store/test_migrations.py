"""The revisions lead to the tables of models.py, and back, with data in them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect, text

from registry.store import Store
from registry.store.database import Database
from registry.store.errors import StoreError, UnknownSchema
from registry.store.models import Base
from registry.store.schema import downgrade, migrating, upgrade
from tests.contracts.store import AT, new
from tests.factories import record


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path / 'serai.db'}")) as database:
        yield database


def fill(database: Database) -> None:
    with closing(Store.open(database.address)) as store:
        run = store.runs.start("kg_data_gov", since=None, at=AT)
        store.records.save([new(record(run=run.id))], actor=f"run {run.id}", at=AT)
        store.tokens.add("Bolat", expires=AT, at=AT)


def test_the_newest_revision_has_the_tables_of_the_models(database: Database) -> None:
    upgrade(database)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_down_and_up_again_with_data(database: Database) -> None:
    fill(database)
    downgrade(database, revision="base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    fill(database)


def test_opening_again_changes_nothing(database: Database) -> None:
    fill(database)
    with closing(Store.open(database.address)) as store:
        assert store.records.get(record().id) == record()


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(database: Database) -> None:
    fill(database)
    with migrating(database.address) as config:
        operations = Operations(MigrationContext.configure(config.attributes["connection"]))
        with operations.batch_alter_table("record", recreate="always"):
            pass
    with closing(Store.open(database.address)) as store:
        assert store.records.get(record().id) == record()


def test_a_migration_that_fails_leaves_the_database_as_it_was(database: Database) -> None:
    fill(database)
    with pytest.raises(StoreError), migrating(database.address) as config:  # noqa: PT012 - the second statement fails
        config.attributes["connection"].execute(text("DROP TABLE token"))
        config.attributes["connection"].execute(text("DROP TABLE token"))
    assert "token" in inspect(database.engine).get_table_names()


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    fill(database)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    with pytest.raises(UnknownSchema, match="r9999"):
        Store.open(database.address)
