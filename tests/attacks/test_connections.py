"""Clients that hold connections and send nothing, or do not read: everybody else is answered, and the log stays short.

The server runs in a process of its own that may have 200 open files.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.waiting import until

OPEN_FILES = 200
ATTACKERS = 300
SECONDS = 2
"""How long a client may take to send a request to this server."""

SERVER = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({OPEN_FILES}, {OPEN_FILES}))
from registry.cli import main
main()
"""


@dataclass(frozen=True)
class Served:
    """A server under attack: its port, and the file with its log."""

    port: int
    log: Path

    def answer(self) -> int:
        """The status of an ordinary request."""
        return requests.get(f"http://127.0.0.1:{self.port}/api/v1/datasets", timeout=30).status_code

    def connect(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(sent)
        return connection


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, port = tmp_path_factory.mktemp("serai"), free_port()
    settings = {"HOME": home, "PORT": port, "SAMPLES": "false", "PROCESSES": 1, "CLIENT_SECONDS": SECONDS}
    environment = {f"SERAI_{name}": str(value) for name, value in settings.items()}
    log = home / "log"
    with log.open("wb") as errors:
        server = subprocess.Popen([sys.executable, "-c", SERVER, "up"], env=os.environ | environment, stderr=errors)
        try:
            until(lambda: b"Serai is at" in log.read_bytes())
            yield Served(port, log)
        finally:
            server.terminate()
            assert server.wait(timeout=30) == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n", b"POST /api/v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"]
)
def test_more_silent_connections_than_open_files_keep_nobody_out(served: Served, sent: bytes) -> None:
    with ExitStack() as attack:
        for _ in range(ATTACKERS):
            attack.enter_context(served.connect(sent))
        begin = time.monotonic()
        assert served.answer() == 200
        assert time.monotonic() - begin < SECONDS + 3
    assert b"connections at once" in served.log.read_bytes()
    assert len(served.log.read_bytes().splitlines()) < 10


def test_what_is_not_http_is_refused_and_logged_once(served: Served) -> None:
    before = len(served.log.read_bytes().splitlines())
    for _ in range(100):
        with served.connect(b"\x16\x03\x01 nonsense\r\n\r\n") as connection:
            assert connection.recv(65536).startswith(b"HTTP/1.1 400")
    assert len(served.log.read_bytes().splitlines()) <= before + 1


def test_a_request_that_drips_is_cut_off(served: Served) -> None:
    with served.connect(b"GET / HTTP/1.1\r\n") as connection:
        connection.settimeout(0.2)
        begin = time.monotonic()
        while time.monotonic() - begin < SECONDS + 20:
            try:
                connection.sendall(b"X: y\r\n")
                if connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.monotonic() - begin < SECONDS + 10


def test_an_idle_connection_is_closed(served: Served) -> None:
    with served.connect(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n") as connection:
        received = bytearray()
        while part := connection.recv(65536):
            received += part
    assert received.startswith(b"HTTP/1.1 200")


def test_who_does_not_read_is_cut_off(served: Served) -> None:
    """The answers of many requests in one connection do not fit into the buffers of the system."""
    with served.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(0.5)
        begin, cut_off = time.monotonic(), False
        while not cut_off and time.monotonic() - begin < 60:
            try:
                connection.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 50)
            except TimeoutError:
                continue
            except OSError:
                cut_off = True
        assert cut_off
    assert served.answer() == 200
