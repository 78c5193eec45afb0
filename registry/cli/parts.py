"""What all commands share: the application, the installation they work on, and how they answer and fail."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Annotated, NoReturn

import typer
from pydantic import BaseModel

from schemas.runs import Run
from schemas.source import Source
from search.errors import EngineBusy

from ..demo import server as sample
from ..operation import logs
from ..operation.redaction import Redactor
from ..pipeline import index, indexer
from ..pipeline.harvest import harvest
from ..services import Services, open_services
from ..settings import Settings
from . import terminal

app = typer.Typer(help="One catalogue of many national data portals.", no_args_is_help=True, add_completion=False)

redactor = Redactor()
"""Through this goes what a command logs, and the sentence it ends with when something does not hold."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, shaped as the API's answer.")]
By = Annotated[str, typer.Option("--by", help="The name of the person who decides, as the history will show it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why. It becomes part of the public history.")]


@contextmanager
def installation(*, serving: bool = False) -> Iterator[Services]:
    """The parts as the settings say; with `serving`, the sample portals answer while the block runs."""
    settings = Settings()
    logs.configure(settings, redactor)
    with ExitStack() as stack:
        samples: dict[str, Source] = {}
        if settings.with_samples:
            samples = stack.enter_context(sample.serve()) if serving else sample.sample_sources()
        services = stack.enter_context(open_services(settings, samples=samples))
        redactor.learn(os.environ.get(source.secret) for source in services.sources.values() if source.secret)
        yield services


def declared(services: Services, name: str) -> Source:
    """The declared source of this id, or the end of the command."""
    return chosen(services.sources, name)


def chosen(sources: Mapping[str, Source], name: str) -> Source:
    """The source of this id, or the end of the command."""
    if name not in sources:
        fail(f"There is no source {name}. The choices: {', '.join(sorted(sources))}.", code=2)
    return sources[name]


def harvest_with_progress(services: Services, source: Source, *, full: bool = False) -> Run:
    """Harvest a source, with its progress and end on standard error."""
    with terminal.harvest_progress(source) as progress, indexer.beside(services, progress) as on_step:
        run = harvest(services, source, full=full, on_step=on_step)
    terminal.say(terminal.run_line(run))
    return run


def bring_index_up(services: Services) -> None:
    """Bring the index up to date, unless another process does."""
    try:
        index.refresh(services)
    except EngineBusy:
        terminal.say("The index is being written by another process, which will take these changes in.")


def print_json(answer: BaseModel) -> None:
    """Print the answer of a command."""
    print(answer.model_dump_json(indent=2))  # noqa: T201 - the answer of the command


def fail(message: str, *, code: int) -> NoReturn:
    """End the command with a message."""
    terminal.say(message)
    raise typer.Exit(code)
