"""A backup of SQLite is restored into PostgreSQL, and back."""

import pytest

from tests.contracts.backup import BackupContract


class TestPostgresqlBackup(BackupContract):
    @pytest.fixture
    def address(self, postgresql_database: str) -> str:
        return postgresql_database
