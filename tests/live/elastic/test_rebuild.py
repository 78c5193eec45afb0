"""Elasticsearch on a real node: rebuilding while others write, and indexes of other rules."""

import random
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from elasticsearch import Elasticsearch

from search import open_engine
from search.ask import ask
from search.document import Document
from search.elastic import names
from search.elastic.generations import DEAD, Generations
from search.elastic.mapping import mappings
from search.engine import Delete, SearchEngine
from search.errors import EngineBusy, IndexMissing
from search.query import Query
from tests.contracts.search_engine import about, many
from tests.factories import record
from tests.live.elasticsearch import index_names

OTHER_RULES = "0123456789ab"


def test_changes_during_a_rebuild_are_in_the_new_index(engine: SearchEngine, other: SearchEngine) -> None:
    documents = many(6)
    engine.update(documents)

    def stream() -> Iterator[Document]:
        engine.update([replace(documents[0], version=2)])  # before the rebuild comes to it
        other.update([Delete(documents[1].id, 2)])
        yield from documents[:4]
        other.update([replace(documents[2], version=2)])  # after
        engine.update([Delete(documents[3].id, 2)])
        engine.update(about(record("Brand new", identifier="new")))
        assert dict(engine.versions()).keys() == dict(other.versions()).keys()
        yield from documents[4:]

    engine.rebuild(stream())
    expected = {documents[0].id: 2, documents[2].id: 2, documents[4].id: 1, documents[5].id: 1, record(identifier="new").id: 1}
    assert dict(engine.versions()) == expected


def test_nothing_is_lost_between_two_rebuilds_and_many_writers(engine: SearchEngine, other: SearchEngine) -> None:
    """Writers confirm what a store would have; rebuilds read that store from the beginning to the end."""
    store = {each.id: each for each in many(300)}
    engine.update(store.values())
    done, lock, wrong = threading.Event(), threading.Lock(), []

    def write(seed: int) -> None:
        chance, mine = random.Random(seed), [each for at, each in enumerate(many(300)) if at % 3 == seed]
        while not done.is_set():
            changed = []
            with lock:
                for each in chance.sample(mine, 7):
                    store[each.id] = replace(each, version=store[each.id].version + 1)
                    changed.append(store[each.id])
            wrong.extend((engine, other)[seed % 2].update(changed))

    def stream() -> Iterator[Document]:
        for identifier in list(store):
            with lock:
                current = store[identifier]
            yield current

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        engine.rebuild(stream())
        assert other.search(Query(text="water")).total == 300
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert dict(engine.versions()) == {identifier: each.version for identifier, each in store.items()}
    assert max(each.version for each in store.values()) > 2


def test_one_rebuild_at_a_time(engine: SearchEngine, other: SearchEngine) -> None:
    engine.update(many(1))

    def stream() -> Iterator[Document]:
        with pytest.raises(EngineBusy, match="alive"):
            other.rebuild(iter([]))
        yield from many(3)

    engine.rebuild(stream())
    assert other.search(Query()).total == 3
    other.rebuild(iter(many(4)))
    assert ask(engine, Query()).total == 4


def test_a_dead_rebuild_is_taken_over(
    engine: SearchEngine, client: Elasticsearch, elasticsearch_address: str, prefix: str
) -> None:
    engine.update(many(1))
    long_ago = datetime.now(UTC) - DEAD - timedelta(seconds=1)
    dead = Generations(client, prefix, replicas=None, clock=lambda: long_ago)
    left = dead.begin()
    engine.update(many(2))  # goes to both
    engine.rebuild(iter(many(3)))
    assert left not in index_names(client, elasticsearch_address)
    assert ask(engine, Query()).total == 3
    with pytest.raises(EngineBusy, match="took over"):
        dead.publish(left)
    dead.discard(left)
    assert ask(engine, Query()).total == 3


def test_a_beating_rebuild_is_alive(client: Elasticsearch, prefix: str) -> None:
    long_ago = datetime.now(UTC) - DEAD - timedelta(seconds=1)
    moments = iter([long_ago])
    slow = Generations(client, prefix, replicas=None, clock=lambda: next(moments, datetime.now(UTC)))
    slow.beat(slow.begin())
    with pytest.raises(EngineBusy):
        Generations(client, prefix, replicas=None).begin()


def test_a_failed_rebuild_leaves_no_index(engine: SearchEngine, client: Elasticsearch, elasticsearch_address: str) -> None:
    engine.update(many(1))
    before = index_names(client, elasticsearch_address)

    def stream() -> Iterator[Document]:
        yield from many(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(stream())
    assert index_names(client, elasticsearch_address) == before


def test_updates_wait_for_the_first_index(engine: SearchEngine, other: SearchEngine) -> None:
    def stream() -> Iterator[Document]:
        with pytest.raises(EngineBusy):
            other.update(many(1))
        with pytest.raises(IndexMissing):
            other.search(Query())
        yield from many(2)

    engine.rebuild(stream())
    assert other.search(Query()).total == 2


# rules


def old_index(client: Elasticsearch, prefix: str, *aliases: str, silent: timedelta = timedelta()) -> str:
    """An index that other rules made, whose builder was silent for a while."""
    name = f"{prefix}-{OTHER_RULES}-000007"
    client.indices.create(
        index=name,
        aliases={names.for_writing(name): {}, **{alias: {} for alias in aliases}},
        mappings={**mappings(), "_meta": {"alive": (datetime.now(UTC) - silent).isoformat()}},
    )
    return name


def test_an_index_of_other_rules_asks_to_be_rebuilt(
    engine: SearchEngine, client: Elasticsearch, elasticsearch_address: str, prefix: str
) -> None:
    old = old_index(client, prefix, f"{prefix}-{OTHER_RULES}-read")
    health = engine.check()
    assert (health.reachable, health.current) == (True, False)
    assert "rebuild" in health.detail
    for use in (lambda: ask(engine, Query()), lambda: engine.update(many(1)), lambda: engine.words("wat")):
        with pytest.raises(IndexMissing, match="rebuild"):
            use()
    engine.rebuild(iter(many(2)))
    assert engine.check().count == 2
    assert old not in index_names(client, elasticsearch_address)


def test_changes_wait_while_other_rules_build(engine: SearchEngine, client: Elasticsearch, prefix: str) -> None:
    engine.update(many(1))
    old_index(client, prefix)
    with pytest.raises(EngineBusy):
        engine.update(many(2))
    assert ask(engine, Query()).total == 1


def test_what_a_dead_builder_left_holds_up_nothing(
    engine: SearchEngine, client: Elasticsearch, elasticsearch_address: str, prefix: str
) -> None:
    first = old_index(client, prefix, silent=2 * DEAD)
    engine.update(many(1))
    assert first not in index_names(client, elasticsearch_address)
    second = old_index(client, prefix, silent=2 * DEAD)
    engine.update(many(2))
    assert second not in index_names(client, elasticsearch_address)
    assert ask(engine, Query()).total == 2


def test_the_indexes_of_another_installation_are_left_alone(
    engine: SearchEngine, client: Elasticsearch, elasticsearch_address: str, prefix: str
) -> None:
    theirs = f"{elasticsearch_address}-b"
    with closing(open_engine(theirs)) as neighbour:
        neighbour.update(many(3))
        engine.update(many(1))
        engine.rebuild(iter(many(2)))
        neighbour.rebuild(iter(many(4)))
        assert (ask(engine, Query()).total, neighbour.search(Query()).total) == (2, 4)
