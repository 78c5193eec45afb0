"""Connections that do not behave: clients that send nothing, or so slowly that it is never a request, or do not read the answer.

Without limits a few hundred of them keep everybody else out, because a process can have only so many open files.
"""

import logging
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from ..operation.rarely import Rarely

if sys.platform != "win32":
    import resource

RESERVED = 200
"""How many open files are left for everything else (database, index, logs, connections to servers), but at most half of all."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ConnectionLimits:
    """The limits of the connections to one process.

    A client has `seconds` to send a request, header and body, and may not read for as long. After an answer it may be idle for
    `idle_seconds`. `most` is how many connections there may be at once.
    """

    seconds: float = 10
    idle_seconds: int = 5
    most: int = 4000


def limits_here(*, seconds: float) -> ConnectionLimits:
    """The limits of this process. It first gets as many open files as the system allows."""
    usual = ConnectionLimits(seconds=seconds)
    if sys.platform == "win32":
        return usual
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    except (ValueError, OSError):  # some systems have a lower limit than they say
        log.debug("the limit of open files stays at %d", soft)
    return usual if soft == resource.RLIM_INFINITY else replace(usual, most=min(usual.most, max(soft // 2, soft - RESERVED)))


class Guard:
    """Closes the connections of one process that break its limits. All methods run in the thread of the event loop."""

    def __init__(self, limits: ConnectionLimits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits, self.clock = limits, clock
        self.silent: dict[Connection, None] = {}
        """Those that have not sent a whole request yet, the oldest first."""
        self._full = Rarely(log, f"more than {limits.most} connections at once; %d were closed since the last line about this")

    def admit(self, connection: "Connection", *, count: int) -> None:
        """A connection is made. If there are too many, the oldest that has sent nothing is closed, or else the new one."""
        self.silent[connection] = None
        if count > self.limits.most:
            self._full.note()
            next(iter(self.silent)).abort()

    def look(self, connections: Iterable[Any]) -> None:
        """Close what has been in one phase for too long."""
        now = self.clock()
        for connection in [each for each in connections if isinstance(each, Connection)]:
            phase = connection.phase()
            if phase != connection.seen_phase:
                connection.seen_phase, connection.since = phase, now
            elif phase is not None and now - connection.since > self.limits.seconds:
                connection.abort()


class Connection(H11Protocol):
    """A connection that the guard watches. `seen_phase` is its phase as the guard saw it last, `since` when it began."""

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard
        self.seen_phase: tuple[str, int] | None = None
        self.since = guard.clock()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._guard.admit(self, count=len(self.connections))

    def connection_lost(self, exc: Exception | None) -> None:
        self._guard.silent.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None:
            self._guard.silent.pop(self, None)

    def abort(self) -> None:
        """Close it at once, whatever is not sent yet."""
        self._guard.silent.pop(self, None)
        self.transport.abort()

    def phase(self) -> tuple[str, int] | None:
        """What the client has to do next, and how far it is. None: it is our turn."""
        if self.cycle is None or self.cycle.response_complete:
            return "request", id(self.cycle)
        if self.cycle.more_body:
            return "body", id(self.cycle)
        waiting = self.transport.get_write_buffer_size()
        return ("reading", waiting) if waiting else None
