"""What officers have to decide."""

from typing import Annotated

import typer

from schemas.questions import Cause
from schemas.record import Aspect
from search.params import CONDITIONS, parse

from ..answers.review import NOBODY, ReviewFilter
from ..answers.review import review as queue
from . import terminal
from .parts import Json, app, installation, known, print_json


@app.command()
def review(
    *,
    aspect: Annotated[Aspect | None, typer.Option(help="Only questions about this.")] = None,
    cause: Annotated[Cause | None, typer.Option(help="Only questions asked for this cause.")] = None,
    source: Annotated[str | None, typer.Option(help="Only questions of this source's records.")] = None,
    jurisdiction: Annotated[
        str | None, typer.Option(metavar="STATE", help="Only of records that this state's law touches (ISO 3166-1).")
    ] = None,
    assigned: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only questions that this person has, or `nobody`.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, max=100, help="How many to list.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many to skip.")] = 0,
    as_json: Json = False,
) -> None:
    """List what officers have to decide, those questions first that most records ask."""
    given = [(name, value) for name, value in (("source", source), ("jurisdiction", jurisdiction)) if value]
    person = "" if assigned == NOBODY else assigned or None
    asked = ReviewFilter(query=parse(given, names=CONDITIONS), aspect=aspect, cause=cause, assigned=person)
    with installation() as services:
        known(services, source)
        found = queue(services, asked, offset=offset, limit=limit)
    print_json(found) if as_json else terminal.print_review(found)
