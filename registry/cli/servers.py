"""Serving with several processes on one address, because the threads of one Python process share one core.

The processes that serve only read the index. The worker and the index are in the process that starts them. When that process
ends, in whatever way, the others end too.
"""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory

from schemas.source import Source

from ..api.server import serve
from ..operation import logs
from ..operation.heap import collect_rarely, keep_one_heap
from ..operation.metrics import SHARED
from ..operation.rarely import Rarely
from ..services import Services, open_services
from ..settings import Settings
from ..ui.app import create_pages
from .parts import learn_secrets, redactor

SECONDS = 20.0
"""How long a process may take to end before it is killed."""

PAUSE = 1.0
"""Seconds between two looks whether all processes live."""

log = logging.getLogger(__name__)


class Servers:
    """`count` processes that answer requests on one listening socket.

    They get what they need through a pipe: settings may have passwords, which must not be in a list of processes. When the pipe
    is closed, they end.
    """

    def __init__(self, settings: Settings, *, samples: Mapping[str, Source], listener: socket.socket, count: int) -> None:
        self._given = json.dumps(
            {
                "settings": settings.model_dump_json(),
                "samples": {name: source.model_dump_json(exclude_unset=True) for name, source in samples.items()},
                "listener": listener.fileno(),
            }
        )
        self._listener = listener
        self._counts = TemporaryDirectory(prefix="serai-metrics-")
        self._ended = Rarely(log, "a process that answers requests has ended, and another was started; %d times")
        self._processes = [self._start() for _ in range(count)]

    def go(self) -> None:
        """Let them answer requests, and return when all of them do."""
        for process in self._processes:
            _send(process, "go")
        for process in self._processes:
            _wait(process)

    def watch(self) -> None:
        """Start a process anew when one has ended. Returns only by an exception, such as `KeyboardInterrupt`."""
        pause = threading.Event()
        while True:
            pause.wait(PAUSE)
            for place, process in enumerate(self._processes):
                if process.poll() is not None:
                    self._ended.note()
                    self._processes[place] = self._start()
                    _send(self._processes[place], "go")

    def end(self) -> None:
        """Let them finish what they answer, and end."""
        for process in self._processes:
            if process.stdin:
                with suppress(OSError):  # it may have ended already
                    process.stdin.close()
        for process in self._processes:
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._counts.cleanup()

    def _start(self) -> "subprocess.Popen[str]":
        process = subprocess.Popen(  # noqa: S603  # nothing in it is from outside
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[self._listener.fileno()],
            env=os.environ | {SHARED: self._counts.name},
            text=True,
        )
        _send(process, self._given)
        return process


@contextmanager
def servers(services: Services, *, listener: socket.socket, count: int, samples: Mapping[str, Source]) -> Iterator[Servers]:
    """Processes that are loaded and answer as soon as they are told to `go`. At the end of the block they end."""
    started = Servers(services.settings, samples=samples, listener=listener, count=count)
    try:
        yield started
    finally:
        started.end()


def _send(process: "subprocess.Popen[str]", line: str) -> None:
    """Send a line. A process that has ended is found later by `watch`."""
    if process.stdin:
        with suppress(OSError):
            process.stdin.write(line + "\n")
            process.stdin.flush()


def _wait(process: "subprocess.Popen[str]") -> None:
    """Wait until it says that it answers requests, or has ended."""
    if process.stdout:
        process.stdout.readline()


def main() -> None:
    """Answer requests until standard input is closed. Its first line says how; the second is sent when it may begin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the process that started this one, which closes our input
    given = json.loads(sys.stdin.readline())
    settings = Settings.model_validate_json(given["settings"])
    samples = {name: Source.model_validate_json(source) for name, source in given["samples"].items()}
    logs.configure(settings, redactor)
    keep_one_heap()
    with open_services(settings, samples=samples) as services:
        learn_secrets(services)
        pages = create_pages(services)
        collect_rarely()
        if not sys.stdin.readline():
            return
        threading.Thread(target=_end_with_input, daemon=True).start()
        serve(
            services,
            listener=socket.socket(fileno=given["listener"]),
            ready=lambda address: print(address, flush=True),  # noqa: T201  # the answer to the process that started this one
            pages=pages,
        )


def _end_with_input() -> None:
    """End in good order when standard input is closed."""
    sys.stdin.read()
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
