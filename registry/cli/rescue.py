"""Rescue from the archive."""

from typing import Annotated

import typer

from schemas.actor import Actor
from schemas.rescue import RescueReport

from ..pipeline import rescue
from . import terminal
from .parts import By, Json, app, bring_index_up, declared, fail, installation, print_json

SourceId = Annotated[str, typer.Argument(help="The id of a declared source.")]
EarlierRun = Annotated[int, typer.Argument(help="The number of an earlier run; `serai runs` lists them.")]
Apply = Annotated[bool, typer.Option("--apply", help="Change the records. Without it, the command only prints what differs.")]


@app.command()
def renormalise(source: SourceId, *, apply: Apply = False, by: By = "operator", as_json: Json = False) -> None:
    """Make a source's datasets again from the archive, without reading the portal."""
    with installation() as services:
        report = rescue.renormalise(services, declared(services, source), apply=apply, by=Actor.person(by))
        if apply:
            bring_index_up(services)
    _print(report, as_json=as_json)


@app.command()
def revert(source: SourceId, run: EarlierRun, *, apply: Apply = False, by: By = "operator", as_json: Json = False) -> None:
    """Put a source back to its state after an earlier run."""
    with installation() as services:
        found = services.store.runs.get(run)
        if found is None:
            fail(f"There is no run {run}.", code=1)
        try:
            report = rescue.revert(services, declared(services, source), found, apply=apply, by=Actor.person(by))
        except rescue.RescueError as error:
            fail(str(error), code=1)
        if apply:
            bring_index_up(services)
    _print(report, as_json=as_json)


def _print(report: RescueReport, *, as_json: bool) -> None:
    print_json(report) if as_json else terminal.print_rescue(report)
