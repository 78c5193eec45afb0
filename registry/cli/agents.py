"""Answering language models."""

from contextlib import suppress

import anyio

from ..agents.asked import Place
from .parts import app, installation


@app.command()
def mcp() -> None:
    """Answer language models on standard input and output, by the Model Context Protocol: eight tools that only read."""
    from ..agents.server import serve_stdio  # noqa: PLC0415 - the SDK takes long to load

    with installation() as services, suppress(KeyboardInterrupt):
        anyio.run(serve_stdio, Place(services, services.settings.root))
