"""Tokens with which named people look after harvests and record decisions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

import typer

from schemas.actor import person_name
from schemas.model import Model
from schemas.role import Role

from ..answers.refusals import refusals_view
from ..store.tokens import Token
from . import terminal
from .offers import offer
from .parts import Json, app, fail, installation, named, print_json

tokens = typer.Typer(help="Tokens with which named people look after harvests and record decisions.", no_args_is_help=True)
app.add_typer(tokens, name="token")


class TokenAnswer(Model):
    """A token without its secret. `used` is the last use, to the hour; null if none is noted."""

    id: str
    name: str
    role: Role
    created: datetime
    expires: datetime
    used: datetime | None


class TokensAnswer(Model):
    """Tokens, by name."""

    items: tuple[TokenAnswer, ...]


class NewToken(Model):
    """A token that has just been made. It cannot be printed again."""

    name: str
    role: Role
    expires: datetime
    token: str


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(callback=named, help="The person's name. The history will have it.")],
    *,
    role: Annotated[
        Role, typer.Option(help="What the person may do; each role may do what the ones before it may.")
    ] = Role.OFFICER,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How long the token is valid.")] = 365,
    as_json: Json = False,
) -> None:
    """Make a token for a person and print it. It cannot be printed again."""
    with installation() as services:
        at = services.clock()
        expires = at + timedelta(days=days)
        token = services.store.tokens.add(name, role=role, expires=expires, at=at)
    print_json(NewToken(name=name, role=role, expires=expires, token=token)) if as_json else terminal.answer(token)


@tokens.command("revoke")
def revoke_token(
    which: Annotated[str, typer.Argument(metavar="ID|NAME", help="The id of a token, or the name of a person who has one.")],
    *,
    every: Annotated[bool, typer.Option("--all", help="With a name: all tokens of this person.")] = False,
    as_json: Json = False,
) -> None:
    """End a token, or with --all every token of a person."""
    with installation() as services:
        stored = services.store.tokens
        chosen = _chosen(stored.list(), which, every=every)
        for each in chosen:
            stored.revoke(each.name, only=each.id, at=services.clock())
    _print(chosen, as_json=as_json)


@tokens.command("refusals")
def list_refusals(
    *, limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 20, as_json: Json = False
) -> None:
    """List who wanted to do what without the role for it, the latest first."""
    with installation() as services:
        refused = refusals_view(services.store, limit=limit)
    print_json(refused) if as_json else terminal.print_refusals(refused.items)


@tokens.command("list")
def list_tokens(*, as_json: Json = False) -> None:
    """List the tokens: whose they are, until when, when they were made and last used, their ids and roles."""
    with installation() as services:
        found = services.store.tokens.list()
    _print(found, as_json=as_json)


def _chosen(there: tuple[Token, ...], which: str, *, every: bool) -> tuple[Token, ...]:
    """The tokens that an id or a name means. Ends the command if that is none, or not clear."""
    if one := tuple(each for each in there if each.id == which):
        return one
    try:
        name = person_name(which)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    of_person = tuple(each for each in there if each.name == name)
    if not of_person:
        offered = offer(name, {each.name for each in there})
        fail(f"{name} has no token.{offered} `serai token list` lists who has one.", code=1)
    if len(of_person) > 1 and not every:
        lines = "\n".join(map(_line, of_person))
        fail(f"{name} has {len(of_person)} tokens. Name the id of one, or add --all:\n{lines}", code=1)
    return of_person


def _print(found: Iterable[Token], *, as_json: bool) -> None:
    if as_json:
        print_json(TokensAnswer(items=tuple(TokenAnswer(**vars(each)) for each in found)))
        return
    for each in found:
        terminal.answer(_line(each))


def _line(token: Token) -> str:
    used = f"used {token.used:%Y-%m-%d %H}h" if token.used else "not used"
    return f"{token.name}  until {token.expires:%Y-%m-%d}  since {token.created:%Y-%m-%d}  {used}  {token.id}  {token.role}"
