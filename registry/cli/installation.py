"""What every command needs: the parts of the installation, and the ways to answer."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated, NoReturn

import typer
from pydantic import BaseModel

from harvesters.source import Source

from .. import terminal
from ..pipeline import sample
from ..services import Services, open_services
from ..settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, shaped as the API's answer.")]


@contextmanager
def installation(*, serving: bool = False) -> Iterator[Services]:
    """The parts as the settings say; with `serving`, the sample portals answer while the block runs."""
    settings = Settings()
    with ExitStack() as stack:
        samples: dict[str, Source] = {}
        if settings.with_samples:
            samples = stack.enter_context(sample.serve()) if serving else sample.sample_sources()
        yield stack.enter_context(open_services(settings, samples=samples))


def declared(services: Services, name: str) -> Source:
    """A source by its id; the command ends if there is none."""
    if name not in services.sources:
        fail(f"There is no source {name}. The choices: {', '.join(sorted(services.sources))}.", code=2)
    return services.sources[name]


def print_json(answer: BaseModel) -> None:
    """Print the answer of a command as JSON."""
    print(answer.model_dump_json(indent=2))  # noqa: T201 - the answer of the command


def fail(message: str, *, code: int) -> NoReturn:
    """End the command with a message."""
    terminal.say(message)
    raise typer.Exit(code)
