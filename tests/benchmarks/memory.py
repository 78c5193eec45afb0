"""How much memory a harvest takes while it goes on: a catalogue of any size has to fit.

Two processes are looked at together: the one that harvests, and the one that keeps the index up beside it. What they own is
memory that the system cannot take back. Files of the index that they have mapped are not: the system keeps as much of them in
memory as nobody else wants. Both are printed, and the first is judged.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.operation.heap import collect_rarely, keep_one_heap
from registry.pipeline.harvest import harvest
from registry.pipeline.indexer import beside
from schemas.runs import Run, RunState
from tests import catalogue

from .installation import installation

CEILING = 300
"""MB that a harvest may own, whatever the size of the catalogue."""

INTERVAL = 0.2
"""Seconds between two looks."""

PROC = Path("/proc")


def memory(records: int) -> None:
    """Print the memory of a harvest of so many records, and of a second one that finds them unchanged.

    It is measured in a process of its own, which ends with 1 if it takes more than `CEILING`; then this one does too.
    """
    if not PROC.is_dir():
        print("memory was not measured: this system has no /proc")
        return
    command = [sys.executable, "-m", "tests.benchmarks", "--memory-child", str(records)]
    if subprocess.run(command, check=False).returncode:
        sys.exit(1)


def memory_child(records: int) -> None:
    """Measure it in this process."""
    keep_one_heap()
    collect_rarely()
    with TemporaryDirectory() as folder, catalogue.serving(records) as source, installation(Path(folder)) as services:
        with watched() as peaks:
            for stage in ("first", "again"):
                with beside(services, told(stage, every=records // 10)) as on_step:
                    run = harvest(services, source, full=True, on_step=on_step)
                if run.state is not RunState.DONE:
                    sys.exit(f"the harvest did not end well: {run.error}")
        if services.store.outbox.depth():
            sys.exit("the index did not take everything in")
    print(f"peak memory                 {peaks.own:>9} MB at {records} records, of {CEILING}")
    print(f"  with mapped files         {peaks.resident:>9} MB", flush=True)
    if peaks.own > CEILING:
        sys.exit(1)


@dataclass
class Memory:
    """MB: `own` is anonymous memory, `resident` all that is in memory now, of all processes together."""

    own: int = 0
    resident: int = 0


def now() -> Memory:
    """The memory of this process and of the one that keeps the index up."""
    found = Memory()
    for process in (PROC / "self", *indexers()):
        with suppress(OSError):  # it has just ended
            lines = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
            found.own += int(lines["RssAnon"].split()[0]) // 1024
            found.resident += int(lines["VmRSS"].split()[0]) // 1024
    return found


def indexers() -> Iterator[Path]:
    """The processes that this one has started to keep the index up."""
    for process in PROC.glob("[0-9]*"):
        with suppress(OSError):
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid() and b"registry.pipeline.indexer" in (process / "cmdline").read_bytes():
                yield process


@contextmanager
def watched() -> Iterator[Memory]:
    """The peaks of the memory while the block runs."""
    peaks, stop = Memory(), threading.Event()

    def watch() -> None:
        while not stop.wait(INTERVAL):
            found = now()
            peaks.own, peaks.resident = max(peaks.own, found.own), max(peaks.resident, found.resident)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        stop.set()
        thread.join()


def told(stage: str, *, every: int) -> Callable[[Run], None]:
    """Tells of the memory each time so many records were read."""
    begin, last = time.perf_counter(), 0

    def tell(run: Run) -> None:
        nonlocal last
        if run.counts.read - last >= every:
            last = run.counts.read
            found, speed = now(), last / (time.perf_counter() - begin)
            print(
                f"  {stage:<6} {last:>9} records {found.own:>5} MB, {found.resident:>5} mapped {speed:>6.0f} records/s",
                flush=True,
            )

    return tell
