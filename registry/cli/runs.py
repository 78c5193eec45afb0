"""Runs and their reports."""

from typing import Annotated

import typer

from schemas.actor import Actor
from schemas.runs import Run

from ..answers import views
from ..answers.changes import changes_view
from ..pipeline import harvest
from ..services import Services
from . import terminal
from .parts import By, Json, app, fail, installation, print_json, run_report

Number = Annotated[int | None, typer.Argument(metavar="[ID]", help="A run's number; without it the latest runs are listed.")]


@app.command()
def runs(
    run: Number = None,
    *,
    source: Annotated[str | None, typer.Option(help="Only runs of this source.")] = None,
    changes: Annotated[bool, typer.Option("--changes", help="Print what the run changed instead of its report.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="How many changes to leave out first.")] = 0,
    as_json: Json = False,
) -> None:
    """List harvest runs, or print the report of one, or what it changed."""
    with installation() as services:
        if run is None:
            listed = services.store.runs.list(source=source, limit=limit)
            print_json(views.runs_view(listed, source=source, limit=limit)) if as_json else terminal.print_runs(listed)
            return
        found = services.store.runs.get(run)
        if found is None:
            fail(f"There is no run {run}.", code=1)
        if changes:
            _print_changes(services, found, pages=(offset, limit), as_json=as_json)
        elif as_json:
            print_json(run_report(services, found))
        else:
            terminal.print_report(found, services.store.runs.issue_groups(run))


@app.command()
def stop(run: Annotated[int, typer.Argument(metavar="ID", help="A run's number.")], *, by: By) -> None:
    """Have a run stop at its next page; what it has saved stays."""
    with installation() as services:
        found = services.store.runs.get(run)
        if found is None:
            fail(f"There is no run {run}.", code=1)
        asked = harvest.stop(services, found, by=Actor.person(by))
    terminal.say(terminal.run_line(asked))


def _print_changes(services: Services, run: Run, *, pages: tuple[int, int], as_json: bool) -> None:
    counts = services.store.changes.counts(run.id)
    offset, limit = pages
    listed = services.store.changes.of_run(run.id, offset=offset, limit=limit)
    if as_json:
        shown = views.Pages(offset=offset, limit=limit, total=sum(counts.values()))
        print_json(changes_view(run, listed, counts=counts, action=None, pages=shown))
    else:
        terminal.print_changes(run, counts, listed)
