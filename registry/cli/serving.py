"""Starting everything."""

import signal

from search.errors import SearchError

from ..demo import server as sample
from ..pipeline import index
from ..pipeline.worker import working
from . import terminal
from .parts import app, fail, harvest_with_progress, installation


@app.command()
def up() -> None:
    """Start the catalogue: sample portals, a worker, index, API and web pages. Ctrl-C stops it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # SIGTERM too must end everything in good order
    from ..api.server import AddressTaken, listen, serve  # noqa: PLC0415  # with the pages, more than half of the import time
    from ..ui.app import create_pages  # noqa: PLC0415

    with installation(serving=True) as services:
        settings = services.settings
        try:
            listener = listen(settings.host, settings.port)
        except AddressTaken as error:
            fail(str(error), code=1)
        if settings.with_samples:
            for name in sample.sample_sources():
                harvest_with_progress(services, services.sources[name])
        try:
            index.refresh(services)
        except SearchError as error:
            terminal.say(f"The index is behind. It will be updated when its engine answers: {error}")
        with index.following(services), working(services, sources=services.sources.keys()):
            serve(
                services,
                listener=listener,
                ready=lambda address: terminal.say(f"Serai is at {address} (Ctrl-C stops it)"),
                pages=create_pages(services),
            )
