"""Harvesting without a person: workers and schedules."""

import signal
from typing import Annotated

import typer
from rich.table import Table

from schemas.actor import Actor
from schemas.model import Model
from schemas.runs import Run
from schemas.source import Source

from ..answers.runs import run_view
from ..answers.shapes.runs import RunAnswer
from ..operation.declarations import Reporter
from ..pipeline import index, schedule
from ..pipeline.filling import filling
from ..pipeline.worker import Worker
from ..store import Store
from ..store.errors import ReadOnly
from ..store.runs import Latest
from ..store.schedules import Decided
from . import terminal
from .parts import By, Json, app, declared, fail, installation, print_json


class Scheduled(Model):
    """When a source is harvested, if it is: cron text (UTC) or a span. `by` is who decided it, if not the declaration."""

    source: str
    schedule: str | None
    by: Actor | None
    last_run: RunAnswer | None


class Schedules(Model):
    """The schedules of harvests."""

    items: tuple[Scheduled, ...]


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
    as_json: Json = False,
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
        rows = [_schedule(services.store, each, decided.get(each.id), latest.get(each.id)) for each in listed]
    found = Schedules(items=tuple(row for row in rows if source or row.schedule or row.by))
    print_json(found) if as_json else _print(found)


def _schedule(store: Store, source: Source, decided: Decided | None, latest: Latest | None) -> Scheduled:
    return Scheduled(
        source=source.id,
        schedule=schedule.in_force(source, decided),
        by=decided.by if decided else None,
        last_run=run_view(store, latest.last) if latest else None,
    )


def _print(schedules: Schedules) -> None:
    """When portals are harvested, and who decided it."""
    table = Table("source", "schedule", "by", "last run", box=None, pad_edge=False)
    for each in schedules.items:
        by = str(each.by) if each.by else "the declaration" if each.schedule else ""
        table.add_row(each.source, each.schedule or "off", by, terminal.when(each.last_run))
    terminal.answers().print(table)
