"""What `serai up` does for the API, in a process of its own as there: two processes have two cores."""

import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from registry.api.server import listen, serve
from registry.operation.heap import collect_rarely, keep_one_heap
from search import open_engine

from .installation import installation


@contextmanager
def serving(home: Path, engine: str) -> Iterator[tuple[str, int]]:
    """Serve the API of an installation over the engine at an address as long as the block runs; host and port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(home, engine, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv()  # it is ready
    finally:
        ours.close()
        process.join()


def _serve(home: Path, engine: str, parent: Connection) -> None:
    keep_one_heap()
    collect_rarely()
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
