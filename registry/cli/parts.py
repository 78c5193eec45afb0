"""What all commands share: the application, the installation they work on, and how they answer and fail."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any, NoReturn

import typer
from pydantic import BaseModel, TypeAdapter, ValidationError

from harvesters.folders import Declared
from schemas.actor import person_name
from schemas.reason import Reason as ReasonText
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
from .offers import offer
from .progress import harvest_progress

app = typer.Typer(rich_markup_mode=None)
"""Where each module adds its commands; `later` tells of them before they are loaded."""

redactor = Redactor()
"""Removes secrets from what a command logs, and from the error message that ends it."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, in the shape of the API's answer.")]


def named(name: str) -> str:
    """The name of a person in an argument. Ends the command if it is none."""
    try:
        return person_name(name)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def valid(kind: Any) -> Callable[[str], str]:
    """A check of the text in an argument by the rule that the API has for it, which refuses it in the same words."""
    rule: TypeAdapter[str] = TypeAdapter(kind)

    def checked(text: str) -> str:
        try:
            return rule.validate_python(text)
        except ValidationError as error:
            raise typer.BadParameter("; ".join(each["msg"] for each in error.errors())) from None

    return checked


By = Annotated[str, typer.Option("--by", callback=named, help="The name of the person who decides. The history will have it.")]
Reason = Annotated[str, typer.Option("--reason", callback=valid(ReasonText), help="Why. It becomes part of the public history.")]


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
        fail(f"There is no source {name}.{offer(name, sources)} The choices: {', '.join(sorted(sources))}.", code=2)
    return sources[name]


def known(services: Services, name: str | None) -> str | None:
    """The id in an option that lists only what is of one source: one that is declared, or that we keep records of."""
    if name is not None and name not in services.store.records.counts(status=None):
        declared(services, name)
    return name


def harvest_with_progress(services: Services, source: Source, *, full: bool = False) -> Run:
    """Harvest a source, with its progress on standard error."""
    with harvest_progress(source) as progress, indexer.beside(services, progress) as on_step:
        return harvest(services, source, full=full, on_step=on_step)


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
