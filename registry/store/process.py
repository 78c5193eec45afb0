"""Which process works on a run, and whether it still lives."""

import os
import socket
from dataclasses import dataclass
from functools import cache
from typing import Self
from uuid import uuid4


@dataclass(frozen=True)
class Process:
    """A process of an operating system.

    A number comes again: in a container every first process has number 1. So each process has a random `mark` as well.
    """

    host: str
    pid: int
    mark: str

    @classmethod
    def this(cls) -> Self:
        """The process that calls."""
        pid = os.getpid()
        return cls(socket.gethostname(), pid, _mark_of(pid))

    def gone(self) -> bool:
        """Whether the process has certainly ended. False where nobody can tell, as on another host."""
        here = Process.this()
        if self.host != here.host or self == here:
            return False
        return self.pid == here.pid or not _exists(self.pid)


@cache
def _mark_of(_pid: int) -> str:
    """Random, and the same as long as the process lives. A child that was forked has another number, so another mark."""
    return uuid4().hex


def _exists(pid: int) -> bool:
    if os.name != "posix":
        return True  # elsewhere os.kill ends the process instead of asking
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
