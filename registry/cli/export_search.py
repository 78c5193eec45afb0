"""`serai export search`: all that a search finds as one file."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from search.params import parse

from ..answers.exports import EXPORTS, Separator, write_csv, write_export
from ..answers.found_rows import PARAMETERS, begin
from . import terminal
from .datasets import Usage, Way, Where, pair
from .export import export, this_catalog
from .filters import takes_filters, understood
from .parts import Json, fail, installation, print_json


class Kind(StrEnum):
    """The kinds of files, by the ends of their names."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"
    GEOJSON = "geojson"


@export.command("search")
@takes_filters(but=("q", "way", "usage"))
def search(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="The file to write: water.csv.")],
    text: Annotated[str, typer.Argument(help="Words in any language; empty finds everything.")] = "",
    *,
    kind: Annotated[Kind | None, typer.Option("--as", help="The kind of file. Default: by its name, else csv.")] = None,
    separator: Annotated[
        Separator | None, typer.Option(help="Of CSV: what stands between cells. Excel may expect a semicolon.")
    ] = None,
    mark: Annotated[
        bool, typer.Option("--mark", help="Of CSV: begin with a byte order mark, by which Excel knows UTF-8.")
    ] = False,
    where: Where = None,
    way: Way = None,
    usage: Usage = None,
    sort: Annotated[str, typer.Option(help="relevance, modified, oldest, changed, changed_oldest or id.")] = "relevance",
    force: Annotated[bool, typer.Option("--force", help="Replace a file of this name.")] = False,
    as_json: Json = False,
    filters: list[tuple[str, str]],
) -> None:
    """Write all datasets that a search finds into a table: CSV, JSON Lines, Parquet or GeoJSON."""
    chosen = kind or next((each for each in Kind if file.suffix == f".{each}"), Kind.CSV)
    if chosen is not Kind.CSV and (separator or mark):
        fail("--separator and --mark are for CSV.", code=2)
    asked = [("q", text), ("sort", sort)]
    asked += [(name, each) for name, values in (("way", way), ("usage", usage)) for each in values or ()]
    filters = [*filters, *map(pair, where or [])]
    parse([*asked, *filters], names=PARAMETERS)  # what is wrong is said before anything is opened
    write = partial(write_csv, separator=separator or Separator.COMMA, mark=mark) if chosen is Kind.CSV else EXPORTS[chosen].write
    with installation() as services:
        query = parse([*asked, *understood(services, filters)], names=PARAMETERS)
        written = write_export(begin(services, this_catalog(services), query), write, file, replace=force)
    if as_json:
        print_json(written)
    else:
        terminal.answer(f"{written.file}: {written.records} records, {written.size} bytes")
