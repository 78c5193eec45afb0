"""OAI-PMH portals over real HTTP, healthy and not."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.contracts.harvester import HarvesterContract, Serve
from tests.oai_portal import OaiPortal, record


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve(records: int | list[Any], **how: Any) -> OaiPortal:
            listed = [record(number) for number in range(records)] if isinstance(records, int) else records
            return stack.enter_context(OaiPortal(listed, **{"size": 10, **how}))

        yield serve


class TestOaiPmh(HarvesterContract):
    @pytest.fixture
    def serve(self, serve: Serve) -> Serve:
        return serve
