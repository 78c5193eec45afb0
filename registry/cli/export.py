"""`serai export`: the whole catalogue as one file, in formats that other programs read."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from schemas.formats.rdf import N_TRIPLES, SYNTAXES

from ..answers.catalog_file import write_catalog
from ..answers.entries import catalog_of
from . import terminal
from .parts import Json, app, installation, print_json

export = typer.Typer(help="The whole catalogue as one file, for other programs.", no_args_is_help=True)
app.add_typer(export, name="export")


class Syntax(StrEnum):
    """The syntaxes of RDF, by the ends of the names of their files."""

    TURTLE = "ttl"
    JSON_LD = "jsonld"
    RDF_XML = "rdf"
    N_TRIPLES = "nt"


@export.command("dcat")
def dcat(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="The gzip file to write: catalog.ttl.gz.")],
    *,
    syntax: Annotated[Syntax, typer.Option("--format", help="The syntax of RDF.")] = Syntax.TURTLE,
    force: Annotated[bool, typer.Option("--force", help="Replace a file of this name.")] = False,
    as_json: Json = False,
) -> None:
    """Write all active records by DCAT-AP 3 into one gzip file, also while Serai runs."""
    chosen = {each.suffix: each for each in (*SYNTAXES, N_TRIPLES)}[syntax]
    with installation() as services:
        settings = services.settings
        root = settings.base_url or f"http://{settings.host}:{settings.port}"
        written = write_catalog(services, catalog_of(services, root.rstrip("/")), chosen, file, replace=force)
    if not settings.base_url:
        terminal.say(f"SERAI_BASE_URL is not set, so the records are named by addresses of this machine: {root}/datasets/…")
    if as_json:
        print_json(written)
    else:
        terminal.answer(f"{written.file}: {written.records} records of {written.portals} portals, {written.size} bytes")
