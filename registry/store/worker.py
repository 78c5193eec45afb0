"""Who works on a run, and whether that process still lives."""

import os
import socket
from dataclasses import dataclass
from functools import cache
from typing import Self
from uuid import uuid4


@dataclass(frozen=True)
class Worker:
    """A process. `process` is drawn by chance, for numbers come again: in a container each first process has number 1."""

    host: str
    pid: int
    process: str

    @classmethod
    def this(cls) -> Self:
        """The process that asks."""
        pid = os.getpid()
        return cls(socket.gethostname(), pid, _drawn(pid))

    def gone(self) -> bool:
        """Whether the process has certainly ended. False where it cannot be told: on another host, say."""
        here = Worker.this()
        if self.host != here.host or self == here:
            return False
        return self.pid == here.pid or not _exists(self.pid)


@cache
def _drawn(_pid: int) -> str:
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
