"""The engine on a real node, twice, as two processes have it, and the client beside it."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from elasticsearch import Elasticsearch

from search import open_engine
from search.elastic.address import parse
from search.elastic.client import connect
from search.engine import SearchEngine


@pytest.fixture
def engine(elasticsearch_address: str) -> Iterator[SearchEngine]:
    with closing(open_engine(elasticsearch_address)) as opened:
        yield opened


@pytest.fixture
def other(elasticsearch_address: str) -> Iterator[SearchEngine]:
    """The engine of another process."""
    with closing(open_engine(elasticsearch_address)) as opened:
        yield opened


@pytest.fixture
def client(elasticsearch_address: str) -> Iterator[Elasticsearch]:
    with closing(connect(parse(elasticsearch_address))) as opened:
        yield opened


@pytest.fixture
def prefix(elasticsearch_address: str) -> str:
    return parse(elasticsearch_address).prefix
