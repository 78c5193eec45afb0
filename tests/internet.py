"""An internet of its own that ends at the portals of a test."""

import socket
from typing import Any

import pytest
from urllib3.util.connection import create_connection

PUBLIC = "8.8.8.8"


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of portals lead to a public address, and connections to that address to this machine.

    `rebinding.example` does so once, and leads into a private network from then on.
    """
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def names(host: str, port: int, *rest: Any, **more: Any) -> Any:
        if not host.endswith(".example"):
            return look_up(host, port, *rest, **more)
        asked.append(host)
        address = "10.0.0.7" if asked.count("rebinding.example") > 1 else PUBLIC
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def route(address: tuple[str, int], *rest: Any, **more: Any) -> socket.socket:
        host, port = address
        return create_connection(("127.0.0.1" if host == PUBLIC else host, port), *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setattr("harvesters.wire.transport.create_connection", route)
