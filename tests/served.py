"""An application of ours behind a real port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

from starlette.types import ASGIApp

from registry.api.connections import ConnectionLimits
from registry.api.server import Server, listen


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The address at which uvicorn serves an application."""
    ready: Queue[bool] = Queue()
    with listen("127.0.0.1", 0) as listener:
        server = Server(app, limits=ConnectionLimits(), ready=lambda: ready.put(True))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert ready.get(timeout=30)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=30)
