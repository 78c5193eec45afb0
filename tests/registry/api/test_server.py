"""The application behind a real port."""

import threading
from queue import Queue

import pytest
import requests
from fastapi import FastAPI

from registry.api.connections import ConnectionLimits
from registry.api.server import AddressTaken, Server, listen


def test_it_tells_when_it_takes_requests_and_ends_in_order(app: FastAPI) -> None:
    ready: Queue[bool] = Queue()
    with listen("127.0.0.1", 0) as listener:
        server = Server(app, limits=ConnectionLimits(), ready=lambda: ready.put(True))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert ready.get(timeout=10)
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with requests.Session() as session:
                assert session.get(f"{address}/health", timeout=5).json()["ready"] is True
                head = session.head(f"{address}/api/v1/datasets", timeout=5)
                assert (head.status_code, head.content) == (200, b"")
                assert "server" not in head.headers
                hostile = session.get(f"{address}/api/v1/datasets/%ED%A0%80%00", timeout=5)
                assert hostile.headers["Content-Type"] == "application/problem+json"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_taken_port_is_told() -> None:
    with listen("127.0.0.1", 0) as listener, pytest.raises(AddressTaken, match="SERAI_PORT"):
        listen("127.0.0.1", listener.getsockname()[1])
