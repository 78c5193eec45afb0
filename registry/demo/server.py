"""The sample portals that come with Serai, served over HTTP on this machine in the shape of a real CKAN.

They make it possible to try all of Serai without a network. They are harvested like real portals. Nothing in them is real data.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import HttpUrl

from harvesters import HARVESTERS
from harvesters.declaration import Choices, load_sources
from schemas.source import Source

from .actions import Refused, answer
from .portal import Json, Portal, read_portal

SAMPLES = Path(__file__).parent / "portals"
"""One declaration (YAML) and one file of packages (JSON) for each portal."""

_HOST = "127.0.0.1"
_MAX_BODY = 1_000_000


def sample_sources() -> dict[str, Source]:
    """The declarations, by id. Their port is 0: only `serve` knows the address of the portals."""
    return load_sources(SAMPLES, Choices(HARVESTERS))


@contextmanager
def serve(*, port: int = 0) -> Iterator[dict[str, Source]]:
    """Run the portals on 127.0.0.1 and give their sources with the live address. Port 0 means any free port.

    At the end of the block the server is stopped and every connection closed. Raises `OSError` where the port is taken.
    """
    sources = sample_sources()
    portals = {id_: read_portal(SAMPLES / f"{id_}.json") for id_ in sources}
    with _Server(portals, port=port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="sample portals", daemon=True)
        thread.start()
        try:
            yield {id_: source.model_copy(update={"url": HttpUrl(server.address(id_))}) for id_, source in sources.items()}
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    """Waits for open answers when it closes; with `daemon_threads` they would continue."""

    daemon_threads = False

    def __init__(self, portals: Mapping[str, Portal], *, port: int) -> None:
        super().__init__((_HOST, port), _Handler)
        self.portals = portals

    def address(self, portal: str) -> str:
        return f"http://{_HOST}:{self.server_port}/{portal}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log every error, except that a client closed the connection."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request per connection (HTTP/1.0), so that nothing is left open between two."""

    server: _Server
    timeout = 2  # seconds that a client may be silent: closing the server waits for it
    server_version = "SeraiSample"

    def do_GET(self) -> None:
        self._answer(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

    def do_POST(self) -> None:
        try:
            parameters = _body(self._read(), json_sent="json" in self.headers.get("Content-Type", ""))
        except Refused as refused:
            self._send(refused.status, refused.error)
        else:
            self._answer(parameters)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the standard library
        """Log nothing: the harvest reports what it did."""

    def _read(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        return self.rfile.read(min(int(length), _MAX_BODY)) if length.isdecimal() else b""

    def _answer(self, parameters: Json) -> None:
        portal, action = self._route()
        if portal is None:
            self._send(404, "Not found")
            return
        help_address = f"{self.server.address(portal.id)}/api/3/action/help_show?name={action}"
        try:
            self._send(200, {"help": help_address, "success": True, "result": answer(portal, action, parameters)})
        except Refused as refused:
            failure = {"help": help_address, "success": False, "error": refused.error}
            self._send(refused.status, refused.error if isinstance(refused.error, str) else failure)

    def _route(self) -> tuple[Portal | None, str]:
        """`/PORTAL/api/action/NAME`, also with the API's version: the clients of CKAN use both."""
        match urlsplit(self.path).path.strip("/").split("/"):
            case [portal, "api", "action", action] | [portal, "api", "3", "action", action]:
                return self.server.portals.get(portal), action
        return None, ""

    def _send(self, status: int, value: object) -> None:
        content = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _body(content: bytes, *, json_sent: bool) -> Json:
    """The parameters of a POST: JSON, or a form. Raises `Refused`."""
    try:
        text = content.decode()
        parameters = (json.loads(text) if text else {}) if json_sent else dict(parse_qsl(text, keep_blank_values=True))
    except ValueError as error:
        raise Refused(400, f"Bad request - JSON Error: {error}") from error
    if not isinstance(parameters, dict):
        raise Refused(400, "Bad request - JSON Error: the parameters are not an object")
    return parameters
