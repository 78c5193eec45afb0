"""The sample installation behind a port on loopback, for clients of others."""

from collections.abc import Iterator

import pytest

from registry.services import Services
from tests.fuzz.__main__ import served


@pytest.fixture(scope="session")
def address(still: Services) -> Iterator[str]:
    with served(still) as found:
        yield found
