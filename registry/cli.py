"""The command `serai`: parse, call, print.

Answers go to standard output, all else to standard error. Exit codes: 0 done, 1 ended with a failure, 2 called wrongly.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Annotated, NoReturn
from uuid import UUID

import typer
from pydantic import BaseModel, ValidationError

from harvesters.errors import InvalidSource
from harvesters.source import Source
from schemas.runs import Run, RunState
from search.errors import EngineBusy, InvalidQuery, SearchError
from search.params import parse

from . import terminal
from .api import views
from .api.server import AddressTaken, listen, serve
from .pipeline import index, sample
from .pipeline.harvest import harvest as harvest_source
from .services import Services, open_services
from .settings import Settings
from .store.errors import StoreError
from .ui.app import create_pages

app = typer.Typer(help="One catalogue of many national data portals.", no_args_is_help=True, add_completion=False)
tokens = typer.Typer(help="Tokens with which named people record decisions.", no_args_is_help=True)
app.add_typer(tokens, name="token")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, shaped as the API's answer.")]
Where = Annotated[
    list[str] | None, typer.Option(metavar="FIELD=VALUE", help="Only records that have this value. May be repeated.")
]


@app.command()
def up() -> None:
    """Start the catalogue: sample portals, index, API and web pages. Ctrl-C stops it."""
    with installation(serving=True) as services:
        settings = services.settings
        listener = listen(settings.host, settings.port)
        if settings.with_samples:
            for name in sample.sample_sources():
                _harvest(services, services.sources[name])
        index.refresh(services)
        with index.following(services):
            serve(
                services,
                listener=listener,
                ready=lambda address: terminal.say(f"Serai is at {address} (Ctrl-C stops it)"),
                pages=create_pages(services),
            )


@app.command()
def harvest(
    source: Annotated[list[str], typer.Argument(help="Ids of declared sources; `serai sources` lists them.")],
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Read the whole portal, not only what changed since the last run.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Harvest portals and bring the index up to date."""
    with installation(serving=bool(set(source) & set(sample.sample_sources()))) as services:
        chosen = [_declared(services, name) for name in source]
        runs = [_harvest(services, each, full=full) for each in chosen]
        try:
            index.refresh(services)
        except EngineBusy:
            terminal.say("The index is being written by another process, which will take these changes in.")
        reports = [views.run_report(run, services.store.runs.issue_groups(run.id)) for run in runs]
    if as_json:
        _print_json(views.reports_view(reports))
    if any(run.state is not RunState.DONE for run in runs):
        raise typer.Exit(1)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Words in any language; empty finds everything.")] = "",
    *,
    where: Where = None,
    sort: Annotated[str, typer.Option(help="relevance, modified or oldest.")] = "relevance",
    limit: Annotated[int, typer.Option(help="How many to print.")] = 10,
    offset: Annotated[int, typer.Option(help="How many to leave out first.")] = 0,
    as_json: Json = False,
) -> None:
    """Find datasets."""
    query = parse([("q", text), ("sort", sort), ("limit", str(limit)), ("offset", str(offset)), *map(_pair, where or [])])
    with installation() as services:
        results = services.engine.search(query)
    if as_json:
        _print_json(views.search_view(results, query))
    else:
        terminal.print_hits(results)


@app.command()
def show(record: Annotated[UUID, typer.Argument(metavar="ID", help="A record's id.")], *, as_json: Json = False) -> None:
    """Print a record with its licence, jurisdiction and privacy class, and the reasons."""
    with installation() as services:
        found = services.store.records.get(record)
    if found is None:
        _fail(f"There is no record {record}.", code=1)
    if as_json:
        _print_json(views.record_view(found))
    else:
        terminal.print_record(found)


@app.command()
def sources(*, as_json: Json = False) -> None:
    """List the declared portals, how many records we keep of each, and their last runs."""
    with installation() as services:
        counts, latest = services.store.records.counts(), services.store.runs.latest()
        rows = [(source, counts.get(source.id, 0), latest.get(source.id)) for source in services.sources.values()]
    if as_json:
        _print_json(views.sources_view(views.source_view(source, records=count, runs=runs) for source, count, runs in rows))
    else:
        terminal.print_sources([(source, count, runs.last if runs else None) for source, count, runs in rows])


@app.command()
def runs(
    run: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="A run's number; without it the latest runs are listed.")
    ] = None,
    *,
    source: Annotated[str | None, typer.Option(help="Only runs of this source.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 20,
    as_json: Json = False,
) -> None:
    """List harvest runs, or print the report of one."""
    with installation() as services:
        if run is None:
            listed = services.store.runs.list(source=source, limit=limit)
        else:
            found = services.store.runs.get(run)
            groups = services.store.runs.issue_groups(run)
    if run is None:
        _print_json(views.runs_view(listed, source=source, limit=limit)) if as_json else terminal.print_runs(listed)
    elif found is None:
        _fail(f"There is no run {run}.", code=1)
    elif as_json:
        _print_json(views.run_report(found, groups))
    else:
        terminal.print_report(found, groups)


@app.command()
def rebuild() -> None:
    """Build the search index anew from the store, beside the live one, and swap."""
    with installation() as services:
        count = index.rebuild(services)
    terminal.say(f"{count} records indexed")


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="The person's name, as the history will show it.")],
    *,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How long the token holds.")] = 365,
) -> None:
    """Make a token for a person and print it. It is shown only now."""
    with installation() as services:
        at = services.clock()
        print(services.store.tokens.add(name, expires=at + timedelta(days=days), at=at))  # noqa: T201 - the answer of this command


@tokens.command("revoke")
def revoke_token(name: Annotated[str, typer.Argument(help="The person's name.")]) -> None:
    """End all tokens of a person."""
    with installation() as services:
        services.store.tokens.revoke(name)


@tokens.command("list")
def list_tokens() -> None:
    """List whose tokens hold, and until when."""
    with installation() as services:
        for token in services.store.tokens.list():
            terminal.answer(f"{token.name}  until {token.expires:%Y-%m-%d}")


@contextmanager
def installation(*, serving: bool = False) -> Iterator[Services]:
    """The parts as the settings say; with `serving`, the sample portals answer while the block runs."""
    settings = Settings()
    with ExitStack() as stack:
        samples: dict[str, Source] = {}
        if settings.with_samples:
            samples = stack.enter_context(sample.serve()) if serving else sample.sample_sources()
        yield stack.enter_context(open_services(settings, samples=samples))


def _harvest(services: Services, source: Source, *, full: bool = False) -> Run:
    with terminal.harvest_progress(source) as progress:
        run = harvest_source(services, source, full=full, progress=progress)
    terminal.say(terminal.run_line(run))
    return run


def _declared(services: Services, name: str) -> Source:
    if name not in services.sources:
        _fail(f"There is no source {name}. The choices: {', '.join(sorted(services.sources))}.", code=2)
    return services.sources[name]


def _pair(condition: str) -> tuple[str, str]:
    name, equals, value = condition.partition("=")
    if not equals:
        raise InvalidQuery("where", f"{condition!r} is not of the form FIELD=VALUE")
    return name, value


def _print_json(answer: BaseModel) -> None:
    print(answer.model_dump_json(indent=2))  # noqa: T201 - the answer of the command


def _fail(message: str, *, code: int) -> NoReturn:
    terminal.say(message)
    raise typer.Exit(code)


def main() -> None:
    """Run the command; turn the errors that a person can act on into a message and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except (InvalidSource, InvalidQuery) as error:
        _end(str(error), code=2)
    except ValidationError as error:
        _end(f"The settings do not hold: {error}", code=2)
    except (StoreError, SearchError, AddressTaken) as error:
        _end(str(error), code=1)


def _end(message: str, *, code: int) -> NoReturn:
    terminal.say(message)
    raise SystemExit(code)
