"""Keeping the index up to date in a separate process during a large harvest, because threads of Python share one core."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from schemas.runs import Run
from search.errors import SearchError

from ..operation import logs
from ..operation.heap import collect_rarely, keep_one_heap
from ..operation.redaction import Redactor
from ..services import Services, open_services
from ..settings import Settings
from ..store.errors import StoreError
from . import index
from .harvest import OnStep

LARGE = 250
"""A second process is started when a run has changed so many records: starting it takes a second of the other core."""


@contextmanager
def beside(services: Services, on_step: OnStep | None = None) -> Iterator[OnStep]:
    """Give a callback for each step of a run. As soon as the run is large, the callback starts a process for the index.

    The callback also calls `on_step`. At the end of the block the index has everything. If not, the other process has logged why,
    and the outbox keeps the rest.
    """
    processes: list[subprocess.Popen[bytes]] = []

    def notice(run: Run) -> None:
        if on_step:
            on_step(run)
        counts = run.counts
        if not processes and counts.new + counts.changed + counts.restored >= LARGE:
            with suppress(OSError):  # no process can be started: the end of the harvest brings the index up to date
                processes.append(_start(services.settings))

    with suppress(SearchError):  # the next update of the index reports it
        index.begin(services)
    try:
        yield notice
    finally:
        for process in processes:
            process.communicate()  # this closes its input, and so it ends


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the process. The settings may have passwords, so they go through a pipe and are not in any list of processes."""
    process = subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE)  # noqa: S603  # nothing in it is from outside
    if process.stdin:
        process.stdin.write(settings.model_dump_json().encode() + b"\n")
        process.stdin.flush()
    return process


def main() -> None:
    """Keep the index up to date as long as standard input is open. Its first line is the settings."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the harvest, which closes our input
    settings = Settings.model_validate_json(sys.stdin.readline())
    logs.configure(settings, Redactor())
    keep_one_heap()
    collect_rarely()
    try:
        with open_services(settings) as services:
            with index.following(services):
                sys.stdin.read()
            index.refresh(services)
    except (SearchError, StoreError) as error:
        index.log.warning("the index is behind: %s", error)


if __name__ == "__main__":
    main()
