"""Starting everything."""

import os
import signal
from collections.abc import Mapping
from contextlib import ExitStack, suppress

from schemas.source import Source
from search.errors import SearchError

from ..demo import server as sample
from ..operation.declarations import Reporter
from ..pipeline import index
from ..pipeline.filling import filling
from ..pipeline.worker import working
from ..services import Services
from . import terminal
from .parts import app, fail, harvest_with_progress, installation


@app.command()
def up() -> None:
    """Start the catalogue: sample portals, a worker, index, API and web pages. Ctrl-C stops it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # SIGTERM too must end everything in good order
    from ..api.server import AddressTaken, address_of, listen  # noqa: PLC0415  # with the pages, more than half of the import time
    from .servers import servers  # noqa: PLC0415

    with installation(serving=True) as services:
        settings = services.settings
        services.declarations.tell(Reporter())
        try:
            listener = listen(settings.host, settings.port)
        except AddressTaken as error:
            fail(str(error), code=1)
        samples = {name: services.sources[name] for name in sample.sample_sources()} if settings.with_samples else {}
        count = settings.processes or cores()
        with servers(services, listener=listener, count=count, samples=samples) as serving, ExitStack() as stack:
            if services.store.read_only:
                terminal.say("The home can only be read: nothing is harvested, and nobody can change anything.")
            else:
                fill(services, samples)
                stack.enter_context(index.following(services))
                stack.enter_context(filling(services))
                stack.enter_context(working(services, sources=services.sources.keys()))
            with suppress(KeyboardInterrupt):
                serving.go()
                terminal.say(f"Serai is at {address_of(settings, listener)} (Ctrl-C stops it)")
                serving.watch()


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
