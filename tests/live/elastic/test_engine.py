"""Elasticsearch on a real node: the contract, and what is its own: health, aliases, many writers."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from elasticsearch import Elasticsearch

from search.ask import ask
from search.elastic import names
from search.elastic.bulk import Line, Sender, TargetGone
from search.elastic.mapping import line
from search.engine import SearchEngine
from search.query import Query
from tests.contracts.search_engine import SearchEngineContract, many, titles
from tests.live.elasticsearch import index_names

OTHER_RULES = "0123456789ab"


class TestContract(SearchEngineContract):
    pass


def test_health_tells_version_nodes_and_state(engine: SearchEngine) -> None:
    assert "no index" in engine.check().detail
    engine.update(many(2))
    health = engine.check()
    assert (health.reachable, health.current, health.count) == (True, True, 2)
    assert health.detail.startswith("Elasticsearch 8.")


def test_an_index_has_one_alias_for_reading_and_one_for_writing(
    engine: SearchEngine, client: Elasticsearch, elasticsearch_address: str, prefix: str
) -> None:
    engine.update(many(1))
    [first] = index_names(client, elasticsearch_address)
    assert names.read(prefix, first) == names.Name(names.read(prefix, first).generation, 1)
    engine.rebuild(iter(many(1)))
    [second] = index_names(client, elasticsearch_address)
    assert names.read(prefix, second).number == 2
    assert set(client.indices.get_alias(index=second)[second]["aliases"]) == {
        names.for_reading(prefix),
        names.for_writing(second),
    }


# writing


def test_many_first_updates_make_one_index(engine: SearchEngine, client: Elasticsearch, elasticsearch_address: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        for refused in pool.map(lambda at: engine.update(many(6)[at : at + 1]), range(6)):
            assert refused == ()
    assert len(index_names(client, elasticsearch_address)) == 1
    assert ask(engine, Query()).total == 6


def test_many_writers_in_any_order_leave_the_newest(engine: SearchEngine) -> None:
    changes = [replace(each, version=version) for each in many(20) for version in range(1, 16)]
    random.Random(3).shuffle(changes)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda at: engine.update(changes[at::12]), range(12)))
    assert set(dict(engine.versions()).values()) == {15}


def test_writing_never_makes_an_index(client: Elasticsearch, elasticsearch_address: str, prefix: str) -> None:
    [one] = many(1)
    with pytest.raises(TargetGone):
        Sender(client).send(names.for_writing(names.written(prefix, 1)), [Line(one.id, line(one))])
    assert index_names(client, elasticsearch_address) == []


def test_an_engine_goes_on_after_closing(engine: SearchEngine) -> None:
    engine.update(many(1))
    engine.close()
    engine.close()
    assert titles(ask(engine, Query())) == ["Water report"]
