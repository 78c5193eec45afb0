"""What people have decided."""

from typing import Annotated

import typer

from schemas.decisions import DecisionState
from schemas.record import Aspect

from ..answers.decisions import DecisionFilter, list_decisions
from . import terminal
from .parts import Json, app, installation, known, print_json


@app.command()
def decisions(
    *,
    aspect: Annotated[Aspect | None, typer.Option(help="Only decisions about this.")] = None,
    state: Annotated[DecisionState | None, typer.Option(help="Only those that this has become of.")] = None,
    by: Annotated[str | None, typer.Option(help="Only those of this person.")] = None,
    source: Annotated[str | None, typer.Option(help="Only on records of this source.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 20,
    as_json: Json = False,
) -> None:
    """List what people decided about datasets, and what Serai had concluded before."""
    with installation() as services:
        asked = DecisionFilter(aspect=aspect, state=state, by=by, source=known(services, source))
        listed = list_decisions(services.store, asked, sources=services.sources, limit=limit)
    print_json(listed) if as_json else terminal.print_decisions(listed.items)
