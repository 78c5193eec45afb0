"""Running the application under uvicorn."""

import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from ..services import Services
from .app import create_app

SHUTDOWN = 5
"""Seconds that running requests get to finish when the server stops."""


class AddressTaken(Exception):
    """The address to listen on is in use, or does not belong to this computer."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the address. Port 0 takes a free port. Raises `AddressTaken`."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise AddressTaken(f"Cannot listen on {host}, port {port}: {error.strerror}. SERAI_PORT chooses another.") from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else every answer waits 40 ms for an acknowledgement
    return listener


def serve(services: Services, *, listener: socket.socket, ready: Callable[[str], None], pages: ASGIApp | None = None) -> None:
    """Answer requests until the process is told to stop. `ready` is called with the address of the pages once they work."""
    host, port = listener.getsockname()[:2]
    address = services.settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    server = Server(configuration(create_app(services, pages=pages)), ready=lambda: ready(address))
    with suppress(KeyboardInterrupt):  # uvicorn has stopped in good order and raises the signal again
        server.run(sockets=[listener])


def configuration(app: ASGIApp) -> uvicorn.Config:
    """No access log, no own log format, no name of the server in answers, no trust in headers of undeclared proxies."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN,
    )


class Server(uvicorn.Server):
    """A server that tells when it has started."""

    def __init__(self, config: uvicorn.Config, *, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()
