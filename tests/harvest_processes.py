"""Work in a process of its own, a harvest for one, which can be made to end like by `kill -9` at any of its function calls.

Calls are counted, of Python and of C alike, so a seed gives the same moments again: before a commit, after it, within a page.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from harvesters.limits import Limits
from registry.pipeline.harvest import harvest
from registry.policy.rules import Rules
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.source import Source

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PATIENCE = 60
"""Seconds that a process may take to end."""

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Place:
    """Where an installation is. Its clock stands still, so that two of them can be compared."""

    home: Path
    database: str

    @contextmanager
    def open(self, *, now: datetime = NOW, shipped: Rules | None = None) -> Iterator[Services]:
        settings = Settings(
            home=self.home, database_url=self.database, search_url=None, archive_url=None, sources=None, batch_size=20
        )
        limits = Limits(first_wait=0.01, longest_wait=0.05)
        with open_services(settings, limits=limits, shipped=shipped, clock=lambda: now) as services:
            yield services


class Processes:
    """Does work in processes of their own, forked from one that has everything loaded and no threads.

    `work` is the function that each process calls with the services of a place, as `module:function`. `first` is called once,
    before any process is forked.
    """

    def __init__(self, work: str, *, first: str | None = None) -> None:
        self._names = [work, *([first] if first else [])]

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", __name__, *self._names]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._parent.communicate(timeout=PATIENCE)

    def do(self, place: Place, *, kill_at: int | None = None, sign: signal.Signals = signal.SIGKILL, **given: str) -> int | None:
        """Do the work with what is `given`. Returns how many calls that took, or None if the signal ended the process at one."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        asked = {"home": str(place.home), "database": place.database, "given": given}
        print(json.dumps(asked | {"kill_at": kill_at, "sign": int(sign)}), file=self._parent.stdin, flush=True)
        answer: int | None = json.loads(self._parent.stdout.readline())
        return answer


class Harvesters(Processes):
    """Harvests in processes of their own."""

    def __init__(self) -> None:
        super().__init__(f"{harvest_whole.__module__}:{harvest_whole.__name__}")

    def harvest(
        self, place: Place, source: Source, *, kill_at: int | None = None, sign: signal.Signals = signal.SIGKILL
    ) -> int | None:
        """Harvest the whole source. Returns what `do` returns."""
        return self.do(place, kill_at=kill_at, sign=sign, source=source.model_dump_json())


def harvest_whole(services: Services, *, source: str) -> None:
    harvest(services, Source.model_validate_json(source), full=True)


def serve(work: str, first: str | None = None) -> None:
    """Fork for each line that is asked, and answer with the number of calls, or null."""
    done = named(work)
    if first:
        named(first)()
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            signal.alarm(PATIENCE)
            try:
                os.write(writing, str(counting(done, **json.loads(line))).encode())
            except KeyboardInterrupt:
                os.kill(os.getpid(), signal.SIGKILL)  # nothing more is written
            os._exit(0)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        calls = os.read(reading, 100).decode()
        os.close(reading)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not calls and not killed:
            sys.exit("the work failed")
        print(json.dumps(int(calls) if calls else None), flush=True)  # noqa: T201 - the answer


def named(name: str) -> Callable[..., None]:
    module, _, function = name.partition(":")
    found: Callable[..., None] = getattr(import_module(module), function)
    return found


def counting(
    work: Callable[..., None], *, home: str, database: str, given: dict[str, str], kill_at: int | None, sign: int
) -> int:
    """Work in this process, which gets a signal at call `kill_at`, and return how many calls that took."""
    counted = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal counted
        counted += 1
        if counted == kill_at:
            os.kill(os.getpid(), sign)

    with Place(Path(home), database).open() as services:
        sys.setprofile(count)
        try:
            work(services, **given)
        finally:
            sys.setprofile(None)
    return counted


if __name__ == "__main__":
    serve(*sys.argv[1:])
