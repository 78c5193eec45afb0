"""A cluster of three, whose master is killed while changes are written and an index is built: nothing is lost, searches go on."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from elasticsearch import Elasticsearch

from search import open_engine
from search.ask import ask
from search.document import Document
from search.elastic.address import parse
from search.elastic.client import connect
from search.engine import SearchEngine
from search.errors import SearchError
from search.query import Query
from tests.contracts.search_engine import many
from tests.live.elasticsearch import Node, fresh_address, index_names, running
from tests.waiting import until

PATIENCE = 180.0
HEAP = "384m"


@pytest.fixture(scope="module")
def cluster() -> Iterator[list[Node]]:
    with running(3, heap=HEAP) as nodes:
        yield nodes


@pytest.fixture
def address(cluster: list[Node]) -> Iterator[str]:
    """An address of all nodes, on a whole cluster; a copy of the index lies on each node."""
    with fresh_address("http://" + ",".join(node.host for node in cluster)) as fresh:
        with closing(connect(parse(fresh))) as client:
            whole(client, cluster)
        yield f"{fresh}?replicas=2"


@pytest.fixture
def engine(address: str) -> Iterator[SearchEngine]:
    with closing(open_engine(address)) as opened:
        yield opened


@pytest.fixture
def client(address: str) -> Iterator[Elasticsearch]:
    with closing(connect(parse(address))) as opened:
        yield opened


def whole(client: Elasticsearch, cluster: list[Node]) -> None:
    """Start what was killed, and wait until every copy is in its place."""
    for node in cluster:
        if node.process is None or node.process.poll() is not None:
            node.start()
            node.await_ready()
    until(lambda: healthy(client), seconds=PATIENCE)


def healthy(client: Elasticsearch) -> bool:
    try:
        health = client.cluster.health()
    except Exception:  # noqa: BLE001 - while nodes come and go everything happens
        return False
    return health["number_of_nodes"] == 3 and health["status"] == "green"


def master(client: Elasticsearch, cluster: list[Node]) -> Node:
    """The node that is the master now."""
    state = client.cluster.state(metric=["master_node", "nodes"])
    name = state["nodes"][state["master_node"]]["name"]
    return next(node for node in cluster if node.settings["node.name"] == name)


@contextmanager
def searching(engine: SearchEngine, problems: list[object], *, least: int) -> Iterator[Callable[[], int]]:
    """Search all the while; a search that fails, or finds less than was there at the beginning, is a problem.

    The block gets how many searches were answered so far.
    """
    done = threading.Event()
    answered = [0]

    def search() -> None:
        while not done.is_set():
            try:
                total = ask(engine, Query(text="water", facet=("source",))).total
            except SearchError as error:
                problems.append(error)
            else:
                answered[0] += 1
                if total < least:
                    problems.append(total)
            time.sleep(0.05)

    thread = threading.Thread(target=search)
    thread.start()
    try:
        yield lambda: answered[0]
    finally:
        done.set()
        thread.join()


def await_more(answered: Callable[[], int]) -> None:
    """Wait until 21 more searches are answered."""
    wanted = answered() + 21
    until(lambda: answered() >= wanted, seconds=PATIENCE)


def confirmed(engine: SearchEngine, changes: list[Document]) -> None:
    """Send changes until they are confirmed, as the outbox does."""
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            assert engine.update(changes) == ()
        except SearchError:
            assert time.monotonic() < limit
            time.sleep(0.5)
        else:
            return


def test_the_master_is_killed_while_changes_are_written(
    engine: SearchEngine, client: Elasticsearch, cluster: list[Node], address: str
) -> None:
    documents = many(400)
    engine.update(documents)
    [name] = index_names(client, address)
    assert client.indices.get_settings(index=name)[name]["settings"]["index"]["number_of_replicas"] == "2"
    until(lambda: healthy(client), seconds=PATIENCE)
    versions: dict[UUID, int] = {each.id: 1 for each in documents}
    problems: list[object] = []
    with searching(engine, problems, least=400) as answered:
        for at in range(40):
            if at == 12:
                master(client, cluster).kill()
            changed = [replace(each, version=at + 2) for each in documents[at * 7 : at * 7 + 50]]
            confirmed(engine, changed)
            versions |= {each.id: each.version for each in changed}
        await_more(answered)
    assert problems == []
    assert dict(engine.versions()) == versions
    whole(client, cluster)
    assert dict(engine.versions()) == versions


def test_the_master_is_killed_while_an_index_is_built(
    engine: SearchEngine, client: Elasticsearch, cluster: list[Node], address: str
) -> None:
    documents = many(3000)
    engine.update(documents[:500])
    until(lambda: healthy(client), seconds=PATIENCE)
    problems: list[object] = []
    changed = [replace(each, version=9) for each in documents[:100]]

    def stream(answered: Callable[[], int]) -> Iterator[Document]:
        for at, each in enumerate(documents):
            if at == 1500:
                until(lambda: healthy(client), seconds=PATIENCE)  # the new index has its copies
                master(client, cluster).kill()
                confirmed(engine, changed)
                await_more(answered)
            yield each

    with searching(engine, problems, least=500) as answered:
        assert engine.rebuild(stream(answered)) == ()
        assert ask(engine, Query(text="water")).total == len(documents)
    expected = {each.id: each.version for each in [*documents, *changed]}
    assert problems == []
    assert dict(engine.versions()) == expected
    assert len(index_names(client, address)) == 1
    whole(client, cluster)
    assert dict(engine.versions()) == expected


def test_serai_begins_while_a_node_is_dead(
    engine: SearchEngine, client: Elasticsearch, cluster: list[Node], address: str
) -> None:
    assert engine.update(many(20)) == ()
    until(lambda: healthy(client), seconds=PATIENCE)
    master(client, cluster).kill()
    for count in range(21, 25):  # each begins with a node by chance
        with closing(open_engine(address)) as other:
            confirmed(other, many(count))
            assert other.search(Query(text="water")).total == count
