"""A harvest in a process of its own, which can be made to end like by `kill -9` at any of its function calls.

Calls are counted, of Python and of C alike, so a seed gives the same moments again: before a commit, after it, within a page.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from harvesters.limits import Limits
from registry.pipeline.harvest import harvest
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
    def open(self, *, now: datetime = NOW) -> Iterator[Services]:
        settings = Settings(
            home=self.home, database_url=self.database, search_url=None, archive_url=None, sources=None, batch_size=20
        )
        limits = Limits(first_wait=0.01, longest_wait=0.05)
        with open_services(settings, limits=limits, clock=lambda: now) as services:
            yield services


class Harvesters:
    """Harvests in processes of their own, forked from one that has everything loaded and no threads."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", __name__]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._parent.communicate(timeout=PATIENCE)

    def harvest(
        self, place: Place, source: Source, *, kill_at: int | None = None, sign: signal.Signals = signal.SIGKILL
    ) -> int | None:
        """Harvest the whole source. Returns how many calls that took, or None if the process ended by the signal at one."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        asked = {"home": str(place.home), "database": place.database, "source": source.model_dump_json()}
        print(json.dumps(asked | {"kill_at": kill_at, "sign": int(sign)}), file=self._parent.stdin, flush=True)
        answer: int | None = json.loads(self._parent.stdout.readline())
        return answer


def serve() -> None:
    """Fork for each line that is asked, and answer with the number of calls, or null."""
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            signal.alarm(PATIENCE)
            try:
                os.write(writing, str(harvest_counting(**json.loads(line))).encode())
            except KeyboardInterrupt:
                os.kill(os.getpid(), signal.SIGKILL)  # nothing more is written
            os._exit(0)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        calls = os.read(reading, 100).decode()
        os.close(reading)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not calls and not killed:
            sys.exit("the harvest failed")
        print(json.dumps(int(calls) if calls else None), flush=True)  # noqa: T201 - the answer


def harvest_counting(*, home: str, database: str, source: str, kill_at: int | None, sign: int) -> int:
    """Harvest in this process, which gets a signal at call `kill_at`, and return how many calls that took."""
    counted = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal counted
        counted += 1
        if counted == kill_at:
            os.kill(os.getpid(), sign)

    with Place(Path(home), database).open() as services:
        sys.setprofile(count)
        try:
            harvest(services, Source.model_validate_json(source), full=True)
        finally:
            sys.setprofile(None)
    return counted


if __name__ == "__main__":
    serve()
