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

    Process numbers repeat: in every container the first process has number 1. So each process also has a random `mark`.
    """

    host: str
    pid: int
    mark: str

    @classmethod
    def this(cls) -> Self:
        """The process that calls this."""
        pid = os.getpid()
        return cls(socket.gethostname(), pid, _mark_of(pid))

    def gone(self) -> bool:
        """Whether the process has certainly ended. False if that is unknown, for example on another host."""
        here = Process.this()
        if self.host != here.host or self == here:
            return False
        return self.pid == here.pid or not _exists(self.pid)


@cache
def _mark_of(_pid: int) -> str:
    """A random mark, the same as long as the process lives. A forked child has another number, so it has another mark."""
    return uuid4().hex


def _exists(pid: int) -> bool:
    if os.name != "posix":
        return True  # on Windows os.kill ends the process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
