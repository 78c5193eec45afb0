"""Tokens with which named people record decisions."""

from datetime import timedelta
from typing import Annotated

import typer

from . import terminal
from .parts import app, fail, installation, named

tokens = typer.Typer(help="Tokens with which named people record decisions.", no_args_is_help=True)
app.add_typer(tokens, name="token")


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(callback=named, help="The person's name. The history will have it.")],
    *,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How long the token is valid.")] = 365,
) -> None:
    """Make a token for a person and print it. It cannot be printed again."""
    with installation() as services:
        at = services.clock()
        print(services.store.tokens.add(name, expires=at + timedelta(days=days), at=at))  # noqa: T201 - the answer of this command


@tokens.command("revoke")
def revoke_token(name: Annotated[str, typer.Argument(help="The person's name.")]) -> None:
    """End all tokens of a person."""
    with installation() as services:
        if not services.store.tokens.revoke(name):
            fail(f"{name} has no token. `serai token list` lists who has one.", code=1)


@tokens.command("list")
def list_tokens() -> None:
    """List who has a valid token, and until when."""
    with installation() as services:
        for token in services.store.tokens.list():
            terminal.answer(f"{token.name}  until {token.expires:%Y-%m-%d}")
