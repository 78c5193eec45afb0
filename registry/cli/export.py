"""`serai export`: the whole catalogue as one file, for other programs, or to carry it to another machine."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from schemas.formats import Catalog
from schemas.formats.rdf import N_TRIPLES, SYNTAXES

from ..answers.bundle.file import write_bundle
from ..answers.bundle.parts import BundleKind
from ..answers.catalog_file import write_catalog
from ..answers.entries import catalog_of
from ..services import Services
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
        written = write_catalog(services, this_catalog(services), chosen, file, replace=force)
    if as_json:
        print_json(written)
    else:
        terminal.answer(f"{written.file}: {written.records} records of {written.portals} portals, {written.size} bytes")


@export.command("bundle")
def bundle(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="The file to write: catalog.sqlite.")],
    *,
    kind: Annotated[
        BundleKind | None,
        typer.Option("--format", help="sqlite, or the smaller parquet. Default: by the name of the file, else sqlite."),
    ] = None,
    licence_page: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Write the page about licences, which the bundle has, here too."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files of these names.")] = False,
    as_json: Json = False,
) -> None:
    """Write all active records into one file, also while Serai runs. `serai up --bundle` serves it on any machine."""
    chosen = kind or (BundleKind.PARQUET if file.suffix == ".parquet" else BundleKind.SQLITE)
    with installation() as services:
        written = write_bundle(services, this_catalog(services), chosen, file, page=licence_page, replace=force)
    if as_json:
        print_json(written)
        return
    about = written.about
    terminal.answer(f"{written.file}: {about.records} records of {about.portals} portals, {written.size} bytes")
    terminal.answer(f"sha256 of the contents: {about.sha256}")
    terminal.answer(f"licences: {written.page or WHERE[chosen]}")


WHERE = {
    BundleKind.SQLITE: "in the table licence_page, and counted in licence",
    BundleKind.PARQUET: "in the metadata serai.licence_page, and counted in serai.licences",
}
"""Where a bundle has its page about licences."""


def this_catalog(services: Services) -> Catalog:
    """This installation by its public address. Tells if none is set."""
    root = services.settings.root
    if not services.settings.base_url:
        terminal.say(f"SERAI_BASE_URL is not set, so the records are named by addresses of this machine: {root}/datasets/…")
    return catalog_of(services, root)
