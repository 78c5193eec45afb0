"""Harvesting portals."""

from typing import Annotated

import typer

from schemas.actor import COMMAND
from schemas.runs import Run, RunState
from schemas.source import Source

from ..answers.runs import ReportsAnswer, run_report
from ..demo import server as sample
from ..pipeline.harvest import SourceRetired, queue
from ..services import Services
from ..store.errors import StoreError, StoreUnavailable
from . import reports, terminal
from .parts import Json, app, bring_index_up, declared, harvest_with_progress, installation, print_json, redactor


@app.command()
def harvest(
    source: Annotated[list[str], typer.Argument(help="Ids of declared sources; `serai sources` lists them.")],
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Read the whole portal, not only what changed since the last run.")
    ] = False,
    later: Annotated[bool, typer.Option("--later", help="Let a worker do it; do not wait for the end.")] = False,
    as_json: Json = False,
) -> None:
    """Harvest portals and bring the index up to date."""
    if later:
        _queue(source, full=full, as_json=as_json)
        return
    with installation(serving=bool(set(source) & set(sample.sample_sources()))) as services:
        chosen = [declared(services, name) for name in source]
        runs = [run for each in chosen if (run := _harvested(services, each, full=full))]
        bring_index_up(services)
        answer = ReportsAnswer(items=tuple(run_report(services.store, run) for run in runs))
    print_json(answer) if as_json else reports.print_ended(answer.items)
    if len(runs) < len(chosen) or any(run.state is not RunState.DONE for run in runs):
        raise typer.Exit(1)


def _harvested(services: Services, source: Source, *, full: bool) -> Run | None:
    """The run of one source; None if there is none that this process could end. The other sources do not depend on it."""
    try:
        return harvest_with_progress(services, source, full=full)
    except StoreUnavailable:
        raise  # no other source can be harvested either
    except (SourceRetired, StoreError) as error:
        terminal.say(redactor(str(error)))
        return None


def _queue(source: list[str], *, full: bool, as_json: bool) -> None:
    with installation() as services:
        chosen = [declared(services, name) for name in source]
        runs = [queue(services, each, full=full, by=COMMAND) for each in chosen]
        answer = ReportsAnswer(items=tuple(run_report(services.store, run) for run in runs))
    print_json(answer) if as_json else reports.print_runs(answer.items)
