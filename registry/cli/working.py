"""Harvesting without a person: workers and schedules."""

import signal
from typing import Annotated

import typer

from schemas.actor import Actor
from schemas.runs import Run

from ..operation.declarations import Reporter
from ..pipeline import index, schedule
from ..pipeline.filling import filling
from ..pipeline.worker import Worker
from ..store.errors import ReadOnly
from . import terminal
from .parts import By, app, declared, fail, installation


@app.command()
def worker() -> None:
    """Harvest what is due and what waits, until stopped. Any number of workers may share a database."""
    with installation() as services:
        if services.store.read_only:
            raise ReadOnly("the database")
        services.declarations.tell(Reporter())
        sources = services.declarations.keys()  # without the samples: only `serai up` knows where these answer

        def ended(run: Run) -> None:
            terminal.say(terminal.run_line(run))

        working = Worker(services, sources=sources, slots=services.settings.worker_slots, ended=ended)
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: working.leave())
        terminal.say(f"Waiting for runs of {len(sources)} sources (Ctrl-C ends it)")
        with index.following(services), filling(services):
            working.work()


@app.command("schedule")
def set_schedule(
    source: Annotated[str | None, typer.Argument(help="The id of a source; without it, all schedules are listed.")] = None,
    when: Annotated[
        str | None,
        typer.Argument(help="Cron text (UTC), a span such as 1d, `off`, or `declared` for the schedule in the declaration."),
    ] = None,
    *,
    by: By = "operator",
) -> None:
    """List the schedules of harvests, or set the schedule of one source."""
    with installation() as services:
        if source and when == "declared":
            services.store.schedules.forget(declared(services, source).id)
        elif source and when:
            try:
                schedule.decide(services, declared(services, source), when, by=Actor.person(by))
            except ValueError as error:
                fail(str(error), code=2)
        listed = [declared(services, source)] if source else list(services.sources.values())
        decided, latest = services.store.schedules.decided(), services.store.runs.latest()
        rows = [
            (each, schedule.in_force(each, decided.get(each.id)), decided.get(each.id), latest.get(each.id)) for each in listed
        ]
    terminal.print_schedules([row for row in rows if source or row[1] or row[2]])
