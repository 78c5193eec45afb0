"""How far a harvest, or the making of vectors, is: on standard error, as a bar on a terminal and as quiet lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from schemas.runs import Run
from schemas.source import Source

from ..pipeline.meaning import Progress as Sweep
from . import terminal

QUIET_EVERY = 1000
"""Without a terminal, there is one line of progress for this many records."""


@contextmanager
def harvest_progress(source: Source) -> Iterator[Callable[[Run], None]]:
    """A progress bar on a terminal, quiet lines elsewhere."""
    console = terminal.messages()
    if not console.is_terminal:
        yield _quiet_lines(console)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(source.id, total=None)
        yield lambda run: bar.update(task, completed=run.counts.read, total=run.stated_total)


def _quiet_lines(console: Console) -> Callable[[Run], None]:
    told = 0

    def tell(run: Run) -> None:
        nonlocal told
        if run.counts.read - told >= QUIET_EVERY:
            told = run.counts.read
            console.print(f"{run.source}: {told} of {run.stated_total or 'an unknown number'} read", markup=False)

    return tell


@contextmanager
def embedding_progress() -> Iterator[Callable[[Sweep], None]]:
    """A progress bar on a terminal, quiet lines elsewhere, for the making of vectors."""
    console, begin = terminal.messages(), time.monotonic()
    if not console.is_terminal:
        yield _quiet_sweep(console)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("vectors", total=None)

        def tell(sweep: Sweep) -> None:
            rate = sweep.made / (time.monotonic() - begin)
            bar.update(task, completed=sweep.done, total=sweep.total, description=f"{sweep.made} vectors, {rate:.0f} a second")

        yield tell


def _quiet_sweep(console: Console) -> Callable[[Sweep], None]:
    told, begin = 0, time.monotonic()

    def tell(sweep: Sweep) -> None:
        nonlocal told
        if sweep.done - told >= QUIET_EVERY:
            told = sweep.done
            rate = sweep.made / (time.monotonic() - begin)
            console.print(f"{told} of {sweep.total} records, {sweep.made} vectors made, {rate:.0f} a second", markup=False)

    return tell
