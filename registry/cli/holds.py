"""Withdrawals that wait for a person."""

from typing import Annotated
from uuid import UUID

import typer

from schemas.actor import Actor
from schemas.holds import HoldState

from ..answers.holds import hold_report, hold_view, list_holds, move_view
from ..pipeline import moving, withdraw
from . import terminal
from .parts import By, Json, Reason, app, bring_index_up, installation, known, print_json

Number = Annotated[int, typer.Argument(metavar="ID", help="A hold's number; `serai held` lists them.")]


@app.command()
def held(
    hold: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="A hold's number; without it, the waiting ones are listed.")
    ] = None,
    *,
    source: Annotated[str | None, typer.Option(help="Only holds of this source.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many records to skip.")] = 0,
    as_json: Json = False,
) -> None:
    """List the withdrawals that wait for a person, or the records of one."""
    with installation() as services:
        if hold is None:
            waiting = list_holds(services.store, source=known(services, source), state=HoldState.WAITING, limit=limit)
            print_json(waiting) if as_json else terminal.print_holds(waiting.items)
            return
        report = hold_report(services.store, services.store.holds.get(hold), offset=offset, limit=limit)
    print_json(report) if as_json else terminal.print_hold(report)


@app.command()
def move(
    hold: Number,
    *,
    by: By,
    reason: Reason,
    leave: Annotated[
        list[UUID] | None, typer.Option("--leave", metavar="RECORD", help="A record to leave as it is; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Keep the held records that are listed again under new identifiers: each gets its new identifier."""
    with installation() as services:
        done = moving.move(services, hold, by=Actor.person(by), reason=reason, leave=leave or ())
        bring_index_up(services)
    print_json(move_view(done)) if as_json else terminal.print_move(done)


@app.command()
def undo_move(hold: Number, *, by: By, reason: Reason, as_json: Json = False) -> None:
    """Take the move of a hold back: records and identifiers are as before."""
    with installation() as services:
        done = moving.undo(services, hold, by=Actor.person(by), reason=reason)
        bring_index_up(services)
    print_json(move_view(done)) if as_json else terminal.print_move(done)


@app.command()
def release(hold: Number, *, by: By, reason: Reason, as_json: Json = False) -> None:
    """Withdraw the held records, except those that a run has seen since."""
    with installation() as services:
        settled = withdraw.release(services, hold, by=Actor.person(by), reason=reason)
        bring_index_up(services)
    print_json(hold_view(settled)) if as_json else terminal.print_holds((settled,))


@app.command()
def drop(hold: Number, *, by: By, reason: Reason, as_json: Json = False) -> None:
    """Keep the held records: it was the portal's fault that they were missing."""
    with installation() as services:
        settled = withdraw.drop(services, hold, by=Actor.person(by), reason=reason)
    print_json(hold_view(settled)) if as_json else terminal.print_holds((settled,))
