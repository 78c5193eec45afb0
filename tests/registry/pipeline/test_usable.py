"""Which records of a search may be used, on the embedded engine."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search.embedded.engine import EmbeddedEngine
from tests.contracts.usable import UsableContract


class TestUsableOnTantivy(UsableContract):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[EmbeddedEngine]:
        with closing(EmbeddedEngine(tmp_path / "index")) as opened:
            yield opened
