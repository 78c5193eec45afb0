"""Tokens with which named people look after harvests and record decisions."""

from datetime import timedelta
from typing import Annotated

import typer

from schemas.role import Role

from ..answers.refusals import refusals_view
from . import terminal
from .parts import Json, app, fail, installation, named, print_json

tokens = typer.Typer(help="Tokens with which named people look after harvests and record decisions.", no_args_is_help=True)
app.add_typer(tokens, name="token")


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(callback=named, help="The person's name. The history will have it.")],
    *,
    role: Annotated[
        Role, typer.Option(help="What the person may do; each role may do what the ones before it may.")
    ] = Role.OFFICER,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How long the token is valid.")] = 365,
) -> None:
    """Make a token for a person and print it. It cannot be printed again."""
    with installation() as services:
        at = services.clock()
        print(services.store.tokens.add(name, role=role, expires=at + timedelta(days=days), at=at))  # noqa: T201 - the answer of this command


@tokens.command("revoke")
def revoke_token(name: Annotated[str, typer.Argument(help="The person's name.")]) -> None:
    """End all tokens of a person."""
    with installation() as services:
        if not services.store.tokens.revoke(name, at=services.clock()):
            fail(f"{name} has no token. `serai token list` lists who has one.", code=1)


@tokens.command("refusals")
def list_refusals(
    *, limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 20, as_json: Json = False
) -> None:
    """List who wanted to do what without the role for it, the latest first."""
    with installation() as services:
        refused = refusals_view(services.store, limit=limit)
    print_json(refused) if as_json else terminal.print_refusals(refused.items)


@tokens.command("list")
def list_tokens() -> None:
    """List who has a token, until when, and with which role."""
    with installation() as services:
        for token in services.store.tokens.list():
            terminal.answer(f"{token.name}  until {token.expires:%Y-%m-%d}  {token.role}")
