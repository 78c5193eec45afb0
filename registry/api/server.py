"""Running the application under uvicorn."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import cast

import anyio.to_thread
import uvicorn
from starlette.types import ASGIApp

from ..operation.rarely import Once
from ..services import Services
from ..settings import Settings
from .app import create_app
from .connections import Connection, ConnectionLimits, Guard, limits_here

SHUTDOWN = 5
"""Seconds that running requests get to finish when the server stops."""

ACCEPTED = 1
"""How many connections asyncio accepts at once, before the guard sees them. It takes the backlog for that number.

One at a time, so that several processes on one socket get about as many connections each: the one with less to do is quicker.
"""

AT_ONCE = 16
"""How many requests a process works on at once; the others wait for their turn.

The threads of one process share one core: with more at once, each answer only takes longer, those with much to do most of all. So
many are enough to work on while others wait for a database or an engine.
"""

QUEUE = 2048
"""How many connections may wait to be accepted."""

ONCE = Once()
"""uvicorn logs a warning for each request that is not HTTP."""

TICKS = 10
"""How many ticks of uvicorn make a second."""


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
    address = address_of(services.settings, listener)
    server = Server(
        create_app(services, pages=pages),
        limits=limits_here(seconds=services.settings.client_seconds),
        ready=lambda: ready(address),
    )
    with suppress(KeyboardInterrupt):  # uvicorn has stopped in good order and raises the signal again
        server.run(sockets=[listener])


def address_of(settings: Settings, listener: socket.socket) -> str:
    """The address of the pages, as people reach them."""
    host, port = listener.getsockname()[:2]
    return settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def configuration(app: ASGIApp, guard: Guard) -> uvicorn.Config:
    """No access log, no own log format, no name of the server in answers, no trust in headers of undeclared proxies."""
    return uvicorn.Config(
        app,
        http=cast("type[asyncio.Protocol]", partial(Connection, guard=guard)),  # uvicorn only calls it
        backlog=ACCEPTED,
        timeout_keep_alive=guard.limits.idle_seconds,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN,
    )


class Server(uvicorn.Server):
    """A server that tells when it has started, and closes connections that break their limits."""

    def __init__(self, app: ASGIApp, *, limits: ConnectionLimits, ready: Callable[[], None]) -> None:
        self._guard = Guard(limits)
        logging.getLogger("uvicorn.error").addFilter(ONCE)
        super().__init__(configuration(app, self._guard))
        self._ready = ready

    async def on_tick(self, counter: int) -> bool:
        """What uvicorn calls ten times a second."""
        if counter % TICKS == 0:
            self._guard.look(self.server_state.connections)
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
        for listener in sockets or ():
            listener.listen(QUEUE)
        self._ready()
