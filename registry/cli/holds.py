"""Withdrawals that wait for a person."""

from typing import Annotated

import typer

from schemas.actor import Actor
from schemas.holds import HoldState

from ..answers.holds import hold_report, hold_view, holds_view
from ..answers.views import Pages
from ..pipeline import withdraw
from . import terminal
from .parts import By, Json, Reason, app, bring_index_up, installation, print_json

Number = Annotated[int, typer.Argument(metavar="ID", help="A hold's number; `serai held` lists them.")]


@app.command()
def held(
    hold: Annotated[int | None, typer.Argument(metavar="[ID]", help="A hold's number; without it, those that wait.")] = None,
    *,
    source: Annotated[str | None, typer.Option(help="Only holds of this source.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many records to leave out first.")] = 0,
    as_json: Json = False,
) -> None:
    """List the withdrawals that wait for a person, or the records of one."""
    with installation() as services:
        holds = services.store.holds
        if hold is None:
            state = HoldState.WAITING
            listed = holds.list(source=source, state=state, limit=limit)
            view = holds_view(listed, source=source, state=state, limit=limit)
            print_json(view) if as_json else terminal.print_holds(listed)
            return
        found, records = holds.get(hold), holds.records(hold, offset=offset, limit=limit)
    if as_json:
        print_json(hold_report(found, records, pages=Pages(offset=offset, limit=limit, total=found.count)))
    else:
        terminal.print_hold(found, records)


@app.command()
def release(hold: Number, *, by: By, reason: Reason, as_json: Json = False) -> None:
    """Withdraw the records that are held, but for those that a run has met since."""
    with installation() as services:
        settled = withdraw.release(services, hold, by=Actor.person(by), reason=reason)
        bring_index_up(services)
    print_json(hold_view(settled)) if as_json else terminal.print_holds((settled,))


@app.command()
def drop(hold: Number, *, by: By, reason: Reason, as_json: Json = False) -> None:
    """Keep the records that are held: it was the portal's fault."""
    with installation() as services:
        settled = withdraw.drop(services, hold, by=Actor.person(by), reason=reason)
    print_json(hold_view(settled)) if as_json else terminal.print_holds((settled,))
