"""Vectors on a real node: the contract, and what is its own: the name of the index, many first writers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from elasticsearch import Elasticsearch

from search.engine import SearchEngine
from search.meaning.vectors import Vectors, open_vectors
from tests.contracts.search_engine import many
from tests.contracts.vectors import VectorsContract, Words, random_rows, rows
from tests.live.elasticsearch import index_names
from tests.waiting import until


@pytest.fixture
def vectors(elasticsearch_address: str) -> Iterator[Vectors]:
    with closing(open_vectors(elasticsearch_address, Words())) as opened:
        yield opened


@pytest.fixture
def another(elasticsearch_address: str) -> Iterator[Callable[[], Vectors]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(open_vectors(elasticsearch_address, Words())))


class TestContract(VectorsContract):
    tolerance = 0.05  # Elasticsearch compares numbers of eight bits


def test_many_first_writers_make_one_index(vectors: Vectors, client: Elasticsearch, elasticsearch_address: str) -> None:
    put = random_rows(60)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(vectors.put, (put[at : at + 10] for at in range(0, 60, 10))))
    until(lambda: vectors.count() == 60)
    assert len(index_names(client, elasticsearch_address)) == 1


def test_vectors_and_records_do_not_disturb_each_other(vectors: Vectors, engine: SearchEngine) -> None:
    vectors.put(rows("water"))
    engine.update(many(3))
    engine.rebuild(iter(many(2)))
    vectors.tend()
    until(lambda: vectors.count() == 1)
    assert engine.check().count == 2
    vectors.clear()
    assert engine.check().count == 2


def test_vectors_of_another_embedder_are_removed(vectors: Vectors, elasticsearch_address: str) -> None:
    vectors.put(rows("water"))
    with closing(open_vectors(elasticsearch_address, Words("words-2"))) as newer:
        assert newer.count() == 0
        newer.put(rows("water"))
        newer.tend()
        until(lambda: newer.count() == 1)
    assert vectors.count() == 0
