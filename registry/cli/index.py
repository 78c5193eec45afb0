"""The search index."""

from ..pipeline import index
from . import terminal
from .parts import app, installation


@app.command()
def rebuild() -> None:
    """Build the search index again from the store, beside the live one, and swap them."""
    with installation() as services:
        count = index.rebuild(services)
    terminal.say(f"{count} records indexed")
