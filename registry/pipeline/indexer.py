"""Keeping the index up from a process of its own while a large harvest goes on: threads of Python would share one core."""

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
"""How many records a run changes before a process for the index pays: it takes a second of the other core to start."""


@contextmanager
def beside(services: Services, on_step: OnStep | None = None) -> Iterator[OnStep]:
    """Tell what the block gives how a run gets on: as soon as it is large, another process keeps the index up.

    `on_step` is called too. When the block has ended, the index has everything, or the other process has logged why not; then the
    outbox keeps it.
    """
    processes: list[subprocess.Popen[bytes]] = []

    def notice(run: Run) -> None:
        if on_step:
            on_step(run)
        counts = run.counts
        if not processes and counts.new + counts.changed + counts.restored >= LARGE:
            with suppress(OSError):  # no process to be had: whoever harvests brings the index up at the end
                processes.append(_start(services.settings))

    with suppress(SearchError):  # whoever brings the index up tells of it
        index.begin(services)
    try:
        yield notice
    finally:
        for process in processes:
            process.communicate()  # it ends when nobody can write to it any more


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    """The settings, which may hold passwords, go through the pipe, where no list of processes shows them."""
    process = subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE)  # noqa: S603  # nothing in it is from outside
    if process.stdin:
        process.stdin.write(settings.model_dump_json().encode() + b"\n")
        process.stdin.flush()
    return process


def main() -> None:
    """Keep the index up as long as standard input is open; its first line has the settings."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the harvest, which then closes the input
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
