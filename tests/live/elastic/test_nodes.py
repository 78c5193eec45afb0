"""An address of several nodes, of which some are dead before Serai begins."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress

import pytest

from search import open_engine
from search.ask import ask
from search.elastic.node import CONNECT
from search.errors import EngineUnavailable
from search.query import Query
from tests.contracts.search_engine import many
from tests.live.processes import free_port

FULL = 3
"""How many connections fill the queue of a listener that takes one."""


@pytest.fixture
def off() -> Iterator[str]:
    """A node whose machine is off, so that nobody so much as refuses: a listener whose queue is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(FULL):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            with suppress(BlockingIOError):
                waiting.connect(listener.getsockname())
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def with_nodes(address: str, *more: str) -> str:
    """The address with further nodes, before and behind the one that it has."""
    beginning, host, end = address.partition("127.0.0.1:")
    return f"{beginning}{','.join(more)},{host}{end}"


def test_a_node_that_does_not_run(elasticsearch_address: str) -> None:
    address = with_nodes(elasticsearch_address, f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}")
    for count in range(1, 7):  # the order of the nodes is by chance
        with closing(open_engine(address)) as engine:
            assert engine.update(many(count)) == ()
            assert ask(engine, Query(text="water")).total == count
            assert engine.check().current


def test_a_node_whose_machine_is_off(elasticsearch_address: str, off: str) -> None:
    begin = time.monotonic()
    with closing(open_engine(with_nodes(elasticsearch_address, off))) as engine:
        assert engine.rebuild(iter(many(3))) == ()  # the nodes are asked in turn, so both are
        assert engine.update(many(4)) == ()
        assert ask(engine, Query(text="water")).total == 4
        assert engine.check().current
    assert CONNECT < time.monotonic() - begin < 6 * CONNECT


def test_no_node_runs() -> None:
    with closing(open_engine(f"http://127.0.0.1:{free_port()},127.0.0.1:{free_port()}/serai-none")) as engine:
        with pytest.raises(EngineUnavailable, match="cannot be reached"):
            ask(engine, Query())
        assert not engine.check().reachable
