"""The store on a real PostgreSQL."""

import pytest

from tests.contracts.store import StoreContract


class TestPostgresqlStore(StoreContract):
    DISARM = ("DROP TRIGGER audit_append_only ON audit",)

    @pytest.fixture
    def address(self, postgresql_database: str) -> str:
        return postgresql_database
