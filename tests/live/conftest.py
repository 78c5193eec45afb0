"""The servers of the live tests, one of each for a test run. Everything in this folder is marked `live`."""

from pathlib import Path

import pytest

from tests.live.elasticsearch import elasticsearch, elasticsearch_address
from tests.live.installation import installation
from tests.live.postgresql import postgresql, postgresql_database
from tests.live.s3 import s3_bucket, s3_server

__all__ = [
    "elasticsearch",
    "elasticsearch_address",
    "installation",
    "postgresql",
    "postgresql_database",
    "s3_bucket",
    "s3_server",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies beside this file."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.live)
