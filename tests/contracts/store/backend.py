"""The database that the contracts of the store work on."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import ClassVar

import pytest
from sqlalchemy import text

from registry.store import Store
from registry.store.database import Database


class Backend:
    """The subclass gives `address`, and `DISARM`: what an intruder with all rights runs to switch off the guard of the trail."""

    DISARM: ClassVar[tuple[str, ...]]

    @pytest.fixture
    def address(self) -> str:
        raise pytest.UsageError("give the address of an empty database")

    def settle(self, store: Store) -> None:
        """Return when the database is through with what a killed writer had sent."""

    @pytest.fixture
    def store(self, address: str) -> Iterator[Store]:
        with closing(Store.open(address)) as store:
            yield store

    @pytest.fixture
    def sql(self, store: Store, address: str) -> Iterator[Callable[[str], None]]:
        """Runs a statement behind the store's back."""
        with closing(Database(address)) as database:

            def run(statement: str) -> None:
                with database.writing() as connection:
                    connection.execute(text(statement))

            yield run
