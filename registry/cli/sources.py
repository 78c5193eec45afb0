"""The declared portals."""

from typing import Annotated

import typer

from harvesters.declaration import declaration_of
from schemas.source import Source

from ..answers.sources import list_sources, source_view
from ..services import Services
from . import terminal
from .parts import Json, app, declared, installation, print_json


@app.command()
def sources(
    source: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of a source, to print its declaration.")] = None,
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
    found = list_sources(services.store, services.sources.values())
    print_json(found) if as_json else terminal.print_sources(found)


def _print_one(services: Services, source: Source, *, as_json: bool) -> None:
    """Print the declaration with the values of its platform, as YAML that can be loaded again; or the API's answer."""
    if as_json:
        print_json(source_view(services.store, source))
    else:
        print(declaration_of(source), end="")  # noqa: T201 - the answer of the command
