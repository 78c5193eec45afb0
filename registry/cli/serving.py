"""Starting everything."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from schemas.source import Source
from search.errors import SearchError

from ..demo import server as sample
from ..operation.declarations import Reporter
from ..pipeline import index
from ..pipeline.filling import filling
from ..pipeline.worker import working
from ..services import Services
from . import terminal
from .carried import carried
from .parts import app, fail, harvest_with_progress, installation


@app.command()
def up(
    bundle: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Serve what `serai export bundle` wrote, read only, and nothing else."),
    ] = None,
) -> None:
    """Start the catalogue: sample portals, a worker, index, API and web pages. Ctrl-C stops it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # SIGTERM too must end everything in good order
    from ..api.server import AddressTaken, address_of, listen  # noqa: PLC0415  # with the pages, more than half of the import time
    from .servers import servers  # noqa: PLC0415

    with carried(bundle) if bundle else _own() as (services, sources), ExitStack() as stack:
        settings = services.settings
        services.declarations.tell(Reporter())
        try:
            listener = listen(settings.host, settings.port)
        except AddressTaken as error:
            fail(str(error), code=1)
        count = settings.processes or cores()
        serving = stack.enter_context(servers(services, listener=listener, count=count, samples=sources))
        if bundle:
            stack.enter_context(filling(services))
        if services.store.read_only:
            terminal.say("The home can only be read: nothing is harvested, and nobody can change anything.")
        else:
            _work(services, sources, stack)
        with suppress(KeyboardInterrupt):
            serving.go()
            terminal.say(f"Serai is at {address_of(settings, listener)} (Ctrl-C stops it)")
            serving.watch()


@contextmanager
def _own() -> Iterator[tuple[Services, dict[str, Source]]]:
    """The installation that the settings name, and its sample portals."""
    with installation(serving=True) as services:
        named = sample.sample_sources() if services.settings.with_samples else {}
        yield services, {name: services.sources[name] for name in named}


def _work(services: Services, samples: Mapping[str, Source], stack: ExitStack) -> None:
    """Harvest, and keep everything up to date until the stack ends."""
    fill(services, samples)
    stack.enter_context(index.following(services))
    stack.enter_context(filling(services))
    stack.enter_context(working(services, sources=services.sources.keys()))


def fill(services: Services, samples: Mapping[str, Source]) -> None:
    """Harvest the sample portals, and bring the index up to date."""
    for source in samples.values():
        terminal.say(terminal.run_line(harvest_with_progress(services, source)))
    if samples:
        terminal.say("The datasets of these portals are samples: made by hand, to try Serai with. They are not real data.")
    try:
        index.refresh(services)
    except SearchError as error:
        terminal.say(f"The index is behind. It will be updated when its engine answers: {error}")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
