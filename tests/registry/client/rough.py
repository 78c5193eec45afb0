"""A bad connection: it passes requests on to a server, but misbehaves first as it is told to."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Whole:
    """The answer of the server, before it is passed on."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Rough:
    """What goes out instead. `cut`: how many bytes of the body, whose whole length was announced, never come.

    If it is `endless`, no length is announced, and the end that is promised instead never comes.
    """

    status: int = 200
    media_type: str = "application/json"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    endless: bool = False


Trouble = Callable[[Whole], Rough | None]
"""Makes of an answer what goes out. None: the connection is closed without a word."""


def breaks_off(whole: Whole) -> Rough:
    """Half of the answer comes."""
    return Rough(whole.status, whole.media_type, whole.body, cut=len(whole.body) // 2 or 1)


def never_ends(whole: Whole) -> Rough:
    """The answer comes in pieces, of which the last is missing: the server has failed while it made it."""
    return Rough(whole.status, whole.media_type, b"%x\r\n%b\r\n" % (len(whole.body), whole.body), endless=True)


def hangs_up(_: Whole) -> None:
    """Nothing comes."""


def answers(status: int, body: bytes = b"<html>Sorry</html>", media_type: str = "text/html", **headers: str) -> Trouble:
    """An answer that is not the server's. In the names of headers, `_` stands for `-`."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Rough(status, media_type, body, told)


class Connection:
    """Such a connection to the server at an address. `asked` has the addresses that were asked, `agents` who asked.

    Each trouble happens to one request.
    """

    def __init__(self, server: str, troubles: Iterable[Trouble]) -> None:
        self.troubles, self.asked, self.agents = list(troubles), list[str](), list[str]()
        self._server = urlsplit(server).netloc
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.server_port}"

    def pass_on(self, method: str, path: str, body: bytes, media_type: str) -> Whole:
        connection = HTTPConnection(self._server, timeout=30)
        try:
            connection.request(method, path, body, {"Content-Type": media_type} if body else {})
            answer = connection.getresponse()
            return Whole(answer.status, answer.headers.get_content_type(), answer.read())
        finally:
            connection.close()


def _handler(of: Connection) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            of.asked.append(self.path)
            of.agents.append(self.headers["User-Agent"])
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            whole = of.pass_on(self.command, self.path, body, self.headers.get("Content-Type", ""))
            trouble = of.troubles.pop(0) if of.troubles else _none
            self.close_connection = True
            if (rough := trouble(whole)) is not None:
                self._send(rough)

        do_POST = do_GET  # noqa: N815 (the same)

        def _send(self, rough: Rough) -> None:
            self.send_response(rough.status)
            self.send_header("Content-Type", rough.media_type)
            length = ("Transfer-Encoding", "chunked") if rough.endless else ("Content-Length", str(len(rough.body)))
            self.send_header(*length)
            self.send_header("Connection", "close")
            for name, value in rough.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(rough.body[: len(rough.body) - rough.cut])

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    return Handler


def _none(whole: Whole) -> Rough:
    return Rough(whole.status, whole.media_type, whole.body)
