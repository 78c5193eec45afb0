"""Witnesses behind a real port, and others that answer there what no witness answers."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

from registry.api.connections import ConnectionLimits
from registry.api.server import Server, listen
from registry.api.witness import create_witness
from registry.pipeline.witness import OwnWitness, open_witness
from registry.proof.keys import Verifier
from registry.settings import Settings
from tests.homes import new_home
from tests.waiting import until


@dataclass(frozen=True)
class Running:
    """A witness that can be asked."""

    own: OwnWitness
    address: str

    @property
    def named(self) -> str:
        """How another installation names it in `SERAI_WITNESSES`."""
        return f"{self.own.key.verifier} {self.address}"


@contextmanager
def witness(home: Path, *logs: Verifier) -> Iterator[Running]:
    """A witness of these logs, which remembers in this home what it signed."""
    home.mkdir(exist_ok=True)
    new_home(home)
    settings = Settings(home=home, database_url=None, archive_url=None, witness_logs=";".join(map(str, logs)))
    ready: Queue[bool] = Queue()
    with open_witness(settings) as own, listen("127.0.0.1", 0) as listener:
        server = Server(create_witness(own.answer), limits=ConnectionLimits(), ready=lambda: ready.put(True))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert ready.get(timeout=20)
            yield Running(own, f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join(timeout=20)


@dataclass(frozen=True)
class Started:
    """A process of `serai witness`, and what it said when it began."""

    process: subprocess.Popen[bytes]
    said: str

    @property
    def address(self) -> str:
        return self.said.partition("It is at ")[2].split()[0]

    @property
    def key(self) -> Verifier:
        return Verifier.parse(self.said.partition("The key of this witness is ")[2].split()[0])

    @property
    def named(self) -> str:
        """How another installation names it in `SERAI_WITNESSES`."""
        return f"{self.key} {self.address}"


@contextmanager
def started(home: Path, *logs: Verifier) -> Iterator[Started]:
    """`serai witness` of these logs as a process of its own."""
    home.mkdir(exist_ok=True)
    environment = {"SERAI_HOME": str(home), "SERAI_WITNESS_LOGS": ";".join(map(str, logs))}
    log = home / f"log-{len(list(home.glob('log-*')))}"
    with log.open("wb") as errors:
        command = [Path(sys.executable).with_name("serai"), "witness", "--port", "0"]
        process = subprocess.Popen(command, env=os.environ | environment, stderr=errors)
    try:
        until(lambda: b"It is at" in log.read_bytes())
        yield Started(process, log.read_text())
    finally:
        process.kill()
        process.wait()


Reply = Callable[[bytes], tuple[int, str, bytes]]
"""What a stranger answers to a body: status, media type, body."""


@contextmanager
def stranger(reply: Reply) -> Iterator[str]:
    """The address of something that answers to every POST."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, media_type, body = reply(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            if status in range(300, 400):
                self.send_header("Location", body.decode())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
