"""The search index, and the vectors by which records are found by meaning."""

from ..pipeline import index
from ..pipeline.filling import give_way
from ..pipeline.meaning import Filling
from . import terminal
from .parts import app, fail, installation


@app.command()
def rebuild() -> None:
    """Build the search index again from the store, beside the live one, and swap them."""
    with installation() as services:
        count = index.rebuild(services)
    terminal.say(f"{count} records indexed")


@app.command()
def embed() -> None:
    """Make the missing vectors by which records are found by meaning. `serai up` and `serai worker` do it in the background."""
    with installation() as services:
        if services.meaning is None:
            fail("Finding by meaning is off (SERAI_MEANING), or its libraries are not installed on this system.", code=1)
        give_way()
        with terminal.embedding_progress() as progress:
            made = Filling(services, services.meaning.parts, on_step=progress).whole()
    terminal.say(f"{made} vectors made")
