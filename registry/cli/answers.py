"""Answers about a use that are kept."""

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from schemas.answers import differences
from schemas.model import Model

from ..answers.keeping import list_kept
from ..answers.kept_proof import NotProved, Proved, proved
from ..answers.shapes.trail_check import SignedBy
from ..proof.checkpoint import ProofInvalid
from ..proof.keys import Verifier
from ..store.errors import AnswerMissing
from . import terminal
from .audit import key_of, signed_line
from .parts import Json, app, fail, installation, print_json
from .usage import print_kept

answers = typer.Typer(help="Answers about a use that are kept.", no_args_is_help=True)
app.add_typer(answers, name="answers")


class ProvedEntry(Model):
    """The entry of a trail that has the answer, how many entries are signed with it, and by whom."""

    entry: int
    size: int
    origin: str
    by: tuple[SignedBy, ...]


class Checked(Model):
    """A kept answer that fits its hashes: its own, that of the record, and what its proof shows, if that was asked for."""

    hash: str
    record: str
    proved: ProvedEntry | None


@answers.command("list")
def list_answers(
    *,
    record: Annotated[UUID | None, typer.Option(metavar="ID", help="Only those about this record.")] = None,
    before: Annotated[int | None, typer.Option(min=1, help="Only those with a lower number.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 20,
    as_json: Json = False,
) -> None:
    """List the kept answers about a use, the latest first."""
    with installation() as services:
        listed = list_kept(services.store, record=record, before=before, limit=limit)
    if as_json:
        print_json(listed)
        return
    for each in listed.items:
        answer, request = each.answer, each.answer.verdict.request
        by = answer.by or "a visitor"
        terminal.answer(
            f"{each.number:5}  {answer.verdict.day}  {answer.verdict.effect}  {request.state} {request.purpose}  "
            f"{answer.record} version {answer.version}  {answer.basis}, kept by {by} at {answer.at:%Y-%m-%d %H:%M}"
        )


@answers.command("show")
def show_answer(
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The number of a kept answer.")], *, as_json: Json = False
) -> None:
    """Print a kept answer as it was given. With --json, as the file that `serai answers check` reads."""
    with installation() as services:
        print_kept(services, services.store.answers.get(number), as_json=as_json)


@answers.command("check")
def check_answer(
    file: Annotated[typer.FileText, typer.Argument(metavar="FILE", help="A kept answer as JSON, as page and API give it.")],
    *,
    here: Annotated[bool, typer.Option("--here", help="Also compare it with the answer that this installation keeps.")] = False,
    key: Annotated[
        list[Verifier] | None,
        typer.Option(parser=key_of, metavar="KEY", help="Also check its proof by this public key of the trail, or of a witness."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check the file of a kept answer by its hashes, without the catalogue. Ends with 1 if it was changed.

    Who changes a file can change its hashes too: compare them with those that are printed on the answer, use --here, or --key
    with the public key of the trail, as `serai audit key` and the page of the trail have it.
    """
    name = Path(file.name).name
    try:
        whole = json.load(file)
        changed = tuple(differences(whole))
    except ValueError as error:
        fail(f"{name} is not a kept answer: {error}.", code=2)
    if changed:
        fail(f"{name} was changed: the hash of the {' and of the '.join(changed)} is another one.", code=1)
    if here:
        _compare(whole, name)
    shown = _proved(whole, key, name) if key else None
    if as_json:
        print_json(Checked(hash=whole["hash"], record=whole["answer"]["record_hash"], proved=_entry(shown)))
        return
    terminal.answer(f"{name} fits its hashes.")
    terminal.answer(f"answer  {whole['hash']}")
    terminal.answer(f"record  {whole['answer']['record_hash']}")
    for each in whole["answer"]["ancestor_hash"]:
        terminal.answer(f"made from  {each}")
    if shown is not None:
        terminal.answer(f"entry  {shown.entry} of {shown.checkpoint.size} in the trail of {shown.checkpoint.origin}")
        for by in shown.by:
            terminal.answer(signed_line(by))


def _entry(shown: Proved | None) -> ProvedEntry | None:
    if shown is None:
        return None
    return ProvedEntry(entry=shown.entry, size=shown.checkpoint.size, origin=shown.checkpoint.origin, by=shown.by)


def _proved(whole: dict[str, Any], keys: list[Verifier], name: str) -> Proved:
    """What the proof in a file shows. Ends the command if it does not hold."""
    try:
        return proved(whole, keys)
    except ProofInvalid as error:
        fail(f"{name}: its proof does not hold ({error.code}): {error}.", code=1)
    except NotProved as error:
        fail(f"{name}: {error}.", code=1)


def _compare(whole: dict[str, Any], name: str) -> None:
    """Compare a file with what is kept here. Ends the command if it is another answer."""
    with installation() as services:
        number = whole.get("number")
        try:
            same = isinstance(number, int) and services.store.answers.get(number).hash == whole["hash"]
        except AnswerMissing:
            same = False
    if not same:
        fail(f"{name} is not the answer {number} that is kept here.", code=1)
