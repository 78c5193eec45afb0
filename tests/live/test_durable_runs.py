"""Durable runs and the index of a real PostgreSQL, shared by processes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.contracts.durable_runs import DurableRunsContract
from tests.contracts.indexing import IndexingContract
from tests.live.postgresql import fresh_database


class TestDurableRunsOnPostgresql(DurableRunsContract):
    @pytest.fixture
    def address(self, postgresql: str) -> Iterator[Callable[[], str]]:
        with ExitStack() as stack:
            yield lambda: stack.enter_context(fresh_database(postgresql))


class TestIndexingOnPostgresql(IndexingContract):
    @pytest.fixture
    def address(self, postgresql: str) -> Iterator[Callable[[], str]]:
        with ExitStack() as stack:
            yield lambda: stack.enter_context(fresh_database(postgresql))
