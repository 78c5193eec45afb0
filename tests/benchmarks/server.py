"""What `serai up` does for the index and for the API, in a process of its own as there: two processes have two cores."""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from registry.api.server import listen, serve
from registry.heap import keep_one_heap
from registry.pipeline.index import following
from search import open_engine

from .installation import installation


@contextmanager
def beside(home: Path) -> Iterator[None]:
    """Keep the index of an installation up as long as the block runs."""
    with _child(_follow, home):
        yield


@contextmanager
def serving(home: Path, engine: str) -> Iterator[tuple[str, int]]:
    """Serve the API of an installation over the engine at an address as long as the block runs; host and port."""
    with _child(_serve, home, engine) as address:
        yield address


@contextmanager
def _child(work: Callable[..., None], *arguments: object) -> Iterator[Any]:
    """Work in a process of its own. It gets a connection, sends something when it is ready, and ends when that is closed."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(*arguments, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv()
    finally:
        ours.close()
        process.join()


def _follow(home: Path, parent: Connection) -> None:
    keep_one_heap()
    with installation(home) as services, following(services):
        parent.send("ready")
        with suppress(EOFError):
            parent.recv()


def _serve(home: Path, engine: str, parent: Connection) -> None:
    keep_one_heap()
    with installation(home) as services, closing(open_engine(engine)) as opened:
        listener = listen("127.0.0.1", 0)
        threading.Thread(target=_until_closed, args=(parent,), daemon=True).start()
        serve(
            replace(services, engine=opened),
            listener=listener,
            ready=lambda _address: parent.send(listener.getsockname()[:2]),
        )


def _until_closed(parent: Connection) -> None:
    """End the server, in good order, when nobody listens to this process any more."""
    with suppress(EOFError):
        parent.recv()
    signal.raise_signal(signal.SIGTERM)
