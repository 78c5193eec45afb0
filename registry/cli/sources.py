"""The declared portals."""

from ..answers import views
from . import terminal
from .parts import Json, app, installation, print_json


@app.command()
def sources(*, as_json: Json = False) -> None:
    """List the declared portals, how many records we keep of each, and their last runs."""
    with installation() as services:
        counts, latest = services.store.records.counts(), services.store.runs.latest()
        rows = [(source, counts.get(source.id, 0), latest.get(source.id)) for source in services.sources.values()]
    if as_json:
        print_json(views.sources_view(views.source_view(source, records=count, runs=runs) for source, count, runs in rows))
    else:
        terminal.print_sources([(source, count, runs.last if runs else None) for source, count, runs in rows])
