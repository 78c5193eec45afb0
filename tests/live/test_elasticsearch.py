"""Elasticsearch on a real node: the contract."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from search import open_engine
from search.engine import SearchEngine
from tests.contracts.search_engine import SearchEngineContract


@pytest.fixture
def engine(elasticsearch_address: str) -> Iterator[SearchEngine]:
    with closing(open_engine(elasticsearch_address)) as opened:
        yield opened


class TestContract(SearchEngineContract):
    pass
