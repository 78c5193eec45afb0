"""Where the command `serai` begins. Nothing is loaded here that its help does not need."""

import sys
from importlib import import_module
from typing import Annotated

import typer

from .later import Root

app = typer.Typer(cls=Root, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def tell_version(wanted: bool) -> None:  # noqa: FBT001 - the value of the option
    """Print the versions of the program, of the rules that it ships, and of Python, and end the command."""
    if wanted:
        shipped = import_module("..policy.rules", __package__).shipped_rules()
        installed = import_module("..answers.health", __package__).installed_version()
        print(f"serai {installed}", f"rules {shipped.version}", f"rules of transfer {shipped.transfer_version}", sep="\n")  # noqa: T201 - the answer of the command
        print(f"Python {sys.version.split()[0]}")  # noqa: T201 - the same
        raise typer.Exit


@app.callback()
def serai(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=tell_version, is_eager=True, help="Print the versions of Serai, of its rules, and of Python."
        ),
    ] = False,
) -> None:
    """One catalogue of many national data portals."""


def main() -> None:
    """Run the command; turn the errors that a person can act on into a message and an exit code."""
    try:
        app(prog_name="serai")
    except Exception as error:
        ending = import_module(".failing", __package__).ending(error)
        if ending is None:
            raise
        message, code = ending
        print(message, file=sys.stderr)  # noqa: T201 - what a person reads
        raise SystemExit(code) from None
