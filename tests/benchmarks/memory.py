"""How much memory a harvest takes while it goes on, measured in a process of its own: a catalogue of any size has to fit."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.heap import collect_rarely, keep_one_heap
from registry.pipeline.harvest import harvest
from registry.pipeline.index import drain
from registry.services import Services
from schemas.runs import Run, RunState

from . import catalogue
from .installation import installation

CEILING = 300
"""MB that a process may take, whatever the size of the catalogue."""

STATM = Path("/proc/self/statm")


def memory(records: int) -> None:
    """Print the memory of a process that harvests so many records, harvests them again unchanged, and indexes them.

    Ends the program with 1 if it takes more than `CEILING`.
    """
    command = [sys.executable, "-m", "tests.benchmarks", "--memory-child", str(records)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    peak = int(done.stdout.split()[-1])
    print(done.stdout, end="")
    print(f"peak memory                 {peak:>9} MB at {records} records, of {CEILING}", flush=True)
    if peak > CEILING:
        sys.exit(1)


def memory_child(records: int) -> None:
    """Print what this process takes at ten points of each stage, and its peak, in MB."""
    keep_one_heap()
    collect_rarely()
    with TemporaryDirectory() as folder, catalogue.serving(records) as source, installation(Path(folder)) as services:
        for stage in ("first", "again"):
            run = harvest(services, source, full=True, progress=_watched(stage, every=max(1, records // 10)))
            if run.state is not RunState.DONE:
                sys.exit(f"the harvest did not end well: {run.error}")
        _index(services, records)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _index(services: Services, records: int) -> None:
    begin = time.perf_counter()
    drain(services)
    _tell("index", records, seconds=time.perf_counter() - begin)


def _watched(stage: str, *, every: int) -> Callable[[Run], None]:
    """Tells of the memory each time so many records were read."""
    begin, told = time.perf_counter(), 0

    def tell(run: Run) -> None:
        nonlocal told
        if run.counts.read - told >= every:
            told = run.counts.read
            _tell(stage, told, seconds=time.perf_counter() - begin)

    return tell


def _tell(stage: str, records: int, *, seconds: float) -> None:
    print(f"  {stage:<6} {records:>9} records {resident():>5} MB {records / seconds:>6.0f} records/s", flush=True)


def resident() -> int:
    """MB of this process that are in memory now; its peak so far where the system does not tell."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() // 1024**2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
