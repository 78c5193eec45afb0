"""`serai witness`: signing the checkpoints of others."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any

import typer

from ..operation import logs
from ..operation.witness_key import InvalidWitnessKey
from ..pipeline.witness import OwnWitness, open_witness
from ..settings import Settings
from . import terminal
from .audit import PublicKeys
from .parts import Json, app, fail, print_json, redactor

witness = typer.Typer()
app.add_typer(witness, name="witness")


@witness.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    *,
    host: Annotated[str | None, typer.Option(help="The address to listen on. Default: SERAI_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port; 0 takes a free one. Default: SERAI_PORT.")] = None,
) -> None:
    """Sign checkpoints of the trails that SERAI_WITNESS_LOGS names, if they follow what was signed before. Ctrl-C stops it."""
    if context.invoked_subcommand is not None:
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # SIGTERM too must end everything in good order
    from ..api.server import AddressTaken, listen  # noqa: PLC0415  # loads the web server
    from ..api.witness import serve_witness  # noqa: PLC0415

    settings = _settings()
    if not settings.witness_logs:
        fail("SERAI_WITNESS_LOGS names no log. `serai audit key` prints the key of a trail.", code=2)
    with _opened(settings) as own:
        try:
            listener = listen(settings.host if host is None else host, settings.port if port is None else port)
        except AddressTaken as error:
            fail(str(error), code=1)
        with listener:
            serve_witness(
                own.answer, listener=listener, seconds=settings.client_seconds, ready=lambda: _tell(own, listener.getsockname())
            )


@witness.command("key")
def print_key(*, as_json: Json = False) -> None:
    """Print the public key with which this installation signs checkpoints of others. It is made if there is none."""
    with _opened(_settings()) as own:
        key = str(own.key.verifier)
    print_json(PublicKeys(key=(key,))) if as_json else terminal.answer(key)


def _settings() -> Settings:
    settings = Settings()
    logs.configure(settings, redactor)
    return settings


@contextmanager
def _opened(settings: Settings) -> Iterator[OwnWitness]:
    """The witness. Ends the command if its key cannot be used."""
    with ExitStack() as stack:
        try:
            own = stack.enter_context(open_witness(settings))
        except (InvalidWitnessKey, OSError) as error:
            fail(f"The key of the witness cannot be used: {error}", code=2)
        yield own


def _tell(own: OwnWitness, bound: tuple[Any, ...]) -> None:
    """Say where the witness is, who it is, and for whom."""
    host, port = bound[:2]
    terminal.say(f"The key of this witness is {own.key.verifier}")
    for origin in own.logs:
        terminal.say(f"It signs checkpoints of {origin}")
    terminal.say(f"It is at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C stops it)")
