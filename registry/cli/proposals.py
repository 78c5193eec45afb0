"""Proposals: decisions about many records."""

from typing import Annotated

import typer

from schemas.proposals import ProposalState

from ..answers.proposals import list_proposals, proposal_report
from . import terminal
from .parts import Json, app, installation, print_json


@app.command()
def proposals(
    proposal: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="A proposal's number; without it, the latest ones are listed.")
    ] = None,
    *,
    state: Annotated[ProposalState | None, typer.Option(help="Only proposals in this state.")] = None,
    by: Annotated[str | None, typer.Option(help="Only those of this person.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many records to skip.")] = 0,
    as_json: Json = False,
) -> None:
    """List the proposals of decisions about many datasets, or what one of them changes."""
    with installation() as services:
        if proposal is None:
            listed = list_proposals(services.store, state=state, by=by, limit=limit)
            print_json(listed) if as_json else terminal.print_proposals(listed.items)
            return
        report = proposal_report(services, proposal, offset=offset, limit=limit)
    print_json(report) if as_json else terminal.print_proposal(report)
