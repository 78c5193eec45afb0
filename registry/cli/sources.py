"""The declared portals."""

from typing import Annotated

import typer

from harvesters.declaration import declaration_of
from schemas.source import Source

from ..answers import views
from ..answers.shapes import SourceAnswer
from ..services import Services
from . import terminal
from .parts import Json, app, declared, installation, print_json


@app.command()
def sources(
    source: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of a source: prints its declaration.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """List the declared portals, how many records we keep of each, and their last runs; or print the declaration of one."""
    with installation() as services:
        if source:
            _print_one(services, declared(services, source), as_json=as_json)
        else:
            _print_all(services, as_json=as_json)


def _print_all(services: Services, *, as_json: bool) -> None:
    counts, latest = services.store.records.counts(), services.store.runs.latest()
    rows = [(source, counts.get(source.id, 0), latest.get(source.id)) for source in services.sources.values()]
    if as_json:
        print_json(views.sources_view(views.source_view(source, records=count, runs=runs) for source, count, runs in rows))
    else:
        terminal.print_sources([(source, count, runs.last if runs else None) for source, count, runs in rows])


def _print_one(services: Services, source: Source, *, as_json: bool) -> None:
    """The declaration with the values of its platform, as YAML that can be loaded again; or the API's answer."""
    if as_json:
        print_json(_answer(services, source))
    else:
        print(declaration_of(source), end="")  # noqa: T201 - the answer of the command


def _answer(services: Services, source: Source) -> SourceAnswer:
    records, runs = services.store.records.count(source=source.id), services.store.runs.latest().get(source.id)
    return views.source_view(source, records=records, runs=runs)
