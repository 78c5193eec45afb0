"""Runs and their reports."""

from typing import Annotated

import typer

from schemas.actor import Actor

from ..answers.changes import list_changes
from ..answers.runs import list_runs, run_report, run_view
from ..pipeline import harvest
from . import reports, terminal
from .parts import By, Json, app, fail, installation, known, print_json

Number = Annotated[int | None, typer.Argument(metavar="[ID]", help="A run's number; without it the latest runs are listed.")]


@app.command()
def runs(
    run: Number = None,
    *,
    source: Annotated[str | None, typer.Option(help="Only runs of this source.")] = None,
    changes: Annotated[bool, typer.Option("--changes", help="Print what the run changed instead of its report.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many changes to skip.")] = 0,
    as_json: Json = False,
) -> None:
    """List harvest runs, or print the report or the changes of one."""
    with installation() as services:
        if run is None:
            listed = list_runs(services.store, source=known(services, source), limit=limit)
            print_json(listed) if as_json else reports.print_runs(listed.items)
            return
        found = services.store.runs.get(run)
        if found is None:
            fail(f"There is no run {run}.", code=1)
        if changes:
            changed = list_changes(services.store, found, offset=offset, limit=limit)
            print_json(changed) if as_json else terminal.print_changes(found, changed)
        else:
            report = run_report(services.store, found)
            print_json(report) if as_json else reports.print_report(report)


@app.command()
def stop(run: Annotated[int, typer.Argument(metavar="ID", help="A run's number.")], *, by: By, as_json: Json = False) -> None:
    """Stop a run at its next page; what it has saved stays."""
    with installation() as services:
        found = services.store.runs.get(run)
        if found is None:
            fail(f"There is no run {run}.", code=1)
        asked = harvest.stop(services, found, by=Actor.person(by))
        told = run_view(services.store, asked)
    print_json(told) if as_json else terminal.answer(terminal.run_line(asked))
