"""Re-assessments on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.contracts.reassessing import ReassessingContract
from tests.live.postgresql import fresh_database


class TestReassessingOnPostgresql(ReassessingContract):
    @pytest.fixture
    def address(self, postgresql: str) -> Iterator[Callable[[], str]]:
        with ExitStack() as stack:
            yield lambda: stack.enter_context(fresh_database(postgresql))
