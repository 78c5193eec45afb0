"""The declared portals."""

from .. import terminal
from ..api import views
from .parts import Json, app, installation, print_json


@app.command()
def sources(*, as_json: Json = False) -> None:
    """List the declared portals, how many records we keep of each, and their last runs."""
    with installation() as services:
        counts = services.store.records.counts()
        rows = [
            (source, counts.get(source.id, 0), services.store.runs.last(source.id), services.store.runs.last_done(source.id))
            for source in services.sources.values()
        ]
    if as_json:
        answers = [views.source_view(source, records=count, last_run=last, last_done=done) for source, count, last, done in rows]
        print_json(views.sources_view(answers))
    else:
        terminal.print_sources([(source, count, last) for source, count, last, _ in rows])
