"""The application behind a port."""

import socket
from collections.abc import Callable
from contextlib import closing

import uvicorn
from starlette.types import ASGIApp

from ..services import Services
from .app import create_app

SHUTDOWN = 5
"""Seconds that answers under way have when the server ends."""


class AddressTaken(Exception):
    """The address and port of the settings cannot be listened on."""


class Server(uvicorn.Server):
    """Tells when it takes requests."""

    def __init__(self, config: uvicorn.Config, *, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()


def serve(services: Services, *, ready: Callable[[str], None], pages: ASGIApp | None = None) -> None:
    """Answer requests until a signal comes. `ready` is called with the address once requests are taken. Raises `AddressTaken`."""
    with closing(listen(services.settings.host, services.settings.port)) as bound:
        address = services.settings.base_url or address_of(bound)
        server = Server(configuration(create_app(services, pages=pages)), ready=lambda: ready(address))
        server.run(sockets=[bound])


def configuration(app: ASGIApp) -> uvicorn.Config:
    """No access log, no name of the server, no trust in the headers of a proxy that nobody declared."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises `AddressTaken`."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressTaken(f"{host}: {error.strerror or error}") from error
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(place)
        bound.listen()
    except OSError as error:
        bound.close()
        raise AddressTaken(f"{host}:{port}: {error.strerror}") from error
    return bound


def address_of(bound: socket.socket) -> str:
    """The web address of a socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
