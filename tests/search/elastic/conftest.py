"""The engine above a node whose answers the test decides."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from search.elastic.address import Address
from search.elastic.bulk import Sender
from search.elastic.client import connect
from search.elastic.engine import ElasticEngine
from tests.search.elastic.fake_node import Clock, Script

ADDRESS = Address(("http://one:9200", "http://two:9200"), user="serai", password="hidden")


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(script: Script) -> Iterator[ElasticEngine]:
    with closing(ElasticEngine(ADDRESS, node_class=script.node_class())) as opened:
        yield opened


@pytest.fixture
def sender(script: Script, clock: Clock) -> Iterator[Sender]:
    with closing(connect(ADDRESS, node_class=script.node_class())) as client:
        yield Sender(client, sleep=clock.sleep, clock=clock)
