"""What all commands share: the application, the installation they work on, and how they answer and fail."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Annotated, NoReturn

import typer
from pydantic import BaseModel

from harvesters.folders import Declared
from harvesters.validation import did_you_mean
from schemas.actor import person_name
from schemas.runs import Run
from schemas.source import Source

from ..demo import server as sample
from ..operation import logs
from ..operation.declarations import Declarations
from ..operation.redaction import Redactor
from ..pipeline import index, indexer
from ..pipeline.harvest import harvest
from ..services import Services, open_services
from ..settings import Settings
from . import terminal

app = typer.Typer(help="One catalogue of many national data portals.", no_args_is_help=True, add_completion=False)

redactor = Redactor()
"""Removes secrets from what a command logs, and from the error message that ends it."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, in the shape of the API's answer.")]


def named(name: str) -> str:
    """The name of a person in an argument. Ends the command if it is none."""
    try:
        return person_name(name)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


By = Annotated[str, typer.Option("--by", callback=named, help="The name of the person who decides. The history will have it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why. It becomes part of the public history.")]


@contextmanager
def installation(*, serving: bool = False, new_database: bool = False) -> Iterator[Services]:
    """The parts that the settings name. With `serving`, the sample portals answer while the block runs.

    With `new_database`, a database may be made beside an archive that has records.
    """
    settings = Settings()
    if new_database:
        settings = settings.model_copy(update={"new_database": True})
    logs.configure(settings, redactor)
    with ExitStack() as stack:
        samples: dict[str, Source] = {}
        if settings.with_samples:
            samples = stack.enter_context(sample.serve()) if serving else sample.sample_sources()
        services = stack.enter_context(open_services(settings, samples=samples))
        learn_secrets(services)
        yield services


def learn_secrets(services: Services) -> None:
    """Hide the secrets of the sources from now on, also of those that are declared later."""

    def learn(_: Declared) -> None:
        redactor.learn(os.environ.get(source.secret) for source in services.sources.values() if source.secret)

    services.declarations.tell(learn)


def declared(services: Services, name: str) -> Source:
    """The declared source with this id. Ends the command if there is none."""
    return chosen(services.sources, name, services.declarations)


def chosen(sources: Mapping[str, Source], name: str, declarations: Declarations) -> Source:
    """The source with this id. Ends the command if there is none, and says what is wrong if its file is set aside."""
    if name not in sources:
        faults = [str(fault) for each in declarations.now.set_aside if each.id == name for fault in each.faults]
        if faults:
            fail("\n".join((f"The declaration of {name} is set aside:", *faults)), code=2)
        hint = did_you_mean(name, sources).lstrip("; ").capitalize()
        fail(f"There is no source {name}. The choices: {', '.join(sorted(sources))}.{' ' if hint else ''}{hint}", code=2)
    return sources[name]


def harvest_with_progress(services: Services, source: Source, *, full: bool = False) -> Run:
    """Harvest a source, with its progress and result on standard error."""
    with terminal.harvest_progress(source) as progress, indexer.beside(services, progress) as on_step:
        run = harvest(services, source, full=full, on_step=on_step)
    terminal.say(terminal.run_line(run))
    return run


def bring_index_up(services: Services) -> None:
    """Bring the index up to date, or wait for another process that is doing so."""
    if waiting := index.settle(services):
        terminal.say(f"Another process is writing the index, and {waiting} changes wait. `serai rebuild` or a worker sends them.")


def print_json(answer: BaseModel) -> None:
    """Print the answer of a command."""
    print(answer.model_dump_json(indent=2))  # noqa: T201 - the answer of the command


def fail(message: str, *, code: int) -> NoReturn:
    """End the command with a message."""
    terminal.say(message)
    raise typer.Exit(code)
