"""How good the metadata are that portals give."""

from typing import Annotated

import typer
from rich.text import Text

from search.query import Filter, Query

from ..answers.quality import SOURCE, SourcesQuality, quality_of_query, quality_of_sources
from ..answers.shapes.quality import Quality
from . import terminal
from .parts import Json, app, declared, installation, print_json


@app.command()
def quality(
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]", help="The id of a source; without it, all portals.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Tell how good the metadata of portals are, by the method of data.europa.eu, and what would raise the points most."""
    with installation() as services:
        if source is None:
            all_portals = quality_of_sources(services.engine)
            print_json(all_portals) if as_json else _print_sources(all_portals)
            return
        query = Query(filter=(Filter(field=SOURCE, value=(declared(services, source).id,)),))
        answer = quality_of_query(services.engine, query)
    print_json(answer) if as_json else print_quality(answer)


def print_quality(quality: Quality) -> None:
    """The points, by dimension, and what would raise them most."""
    out = terminal.answers()
    if quality.points is None:
        out.print("Metadata quality: there is no dataset.")
        return
    unmeasured = quality.most - quality.measured
    out.print(
        Text(f"Metadata quality: {quality.points:g} of {quality.most} points, at least {quality.rating}", style="bold"),
        Text(f"(data.europa.eu's method; {unmeasured} points are not measured)", style="dim"),
    )
    for each in quality.dimensions:
        out.print(Text(f"{each.points:6g} of {each.measured:3}  {each.label}"))
    for lacking in quality.lacking:
        out.print(Text(f"{lacking.count:6}  +{lacking.gain:<5g} {lacking.lacking}  {lacking.property}"))
        out.print(Text(f"        {lacking.advice}"), style="dim")


def _print_sources(found: SourcesQuality) -> None:
    out = terminal.answers()
    for each in found.items:
        first = f"  first: {each.first.lacking} (+{each.first.gain:g})" if each.first else ""
        out.print(Text(f"{each.points:6g}  {each.source}  {each.count} datasets, at least {each.rating}{first}"))
    unmeasured = found.most - found.measured
    out.print(Text(f"of {found.most} points; {unmeasured} of them are not measured", style="dim"))
