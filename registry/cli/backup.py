"""`serai backup` and `serai restore`: all that cannot be had again, as one file, and back into an empty home."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.actor import Actor

from ..answers.health import installed_version
from ..pipeline.backup import BackupMade, check_home, make
from ..pipeline.bring_back import BroughtBack, bring_back, finish
from ..settings import Settings
from . import terminal
from .parts import By, Json, app, installation, print_json

PRIVATE = "THIS FILE HAS PRIVATE KEYS: whoever reads it can sign in the name of this installation. Keep it apart from all others."
NO_KEYS = "It has no private keys. Keep a copy of trail.key (or SERAI_TRAIL_KEY) and of witness.key elsewhere, apart from it."


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="The file to write.")],
    *,
    archive: Annotated[
        bool, typer.Option("--archive", help="With the raw records too. Without it, only the list of those that are needed.")
    ] = False,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="With the PRIVATE keys of the trail and of the witness. Guard such a file.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file of this name.")] = False,
    by: By = "operator",
    as_json: Json = False,
) -> None:
    """Write all that cannot be had again into one file, also while Serai runs, and check it. `serai restore` reads it."""
    check_home(Settings())
    with installation() as services:
        made = make(
            services,
            file,
            archive=archive,
            keys=with_keys,
            version=installed_version(),
            by=Actor.person(by),
            replace=force,
        )
    print_json(made) if as_json else _print_made(made)
    terminal.say(PRIVATE if made.keys else NO_KEYS)
    if made.absent:
        terminal.say(f"{made.absent} raw records are not in it: the archive has lost them. `serai verify` names them.")
        raise typer.Exit(1)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="A file that `serai backup` has written.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the file and the home, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Bring a backup back into an empty home, whichever database it has, and build the index. Stop Serai before."""
    back = bring_back(Settings(), file, dry_run=dry_run)
    if not dry_run:
        with installation() as services:
            back = finish(services, back)
    print_json(back) if as_json else _print_back(back)
    if back.absent:
        terminal.say(f"The archive lacks {back.absent} of {back.contents} raw records. Bring its copy back, then `serai verify`.")
    if not dry_run and not back.keys:
        terminal.say("The backup has no private keys. Put trail.key and witness.key back, else the trail cannot be signed on.")


def _print_made(made: BackupMade) -> None:
    terminal.answer(f"file      {made.file}, {made.size} bytes")
    terminal.answer(f"sha256    {made.sha256}")
    terminal.answer(f"state     {made.at:%Y-%m-%d %H:%M:%S} UTC, tables {made.revision}")
    terminal.answer(f"records   {made.records}, of {made.runs} runs")
    terminal.answer(f"trail     {made.head.entry} entries, the last {made.head.hash}")
    terminal.answer(f"archive   {made.archived} of {made.contents} raw records")
    terminal.answer(f"files     {made.declarations} declarations, {made.keys} private keys")


def _print_back(back: BroughtBack) -> None:
    terminal.answer("Nothing was changed. This can be restored:" if back.dry_run else "Restored:")
    terminal.answer(f"state     {back.at:%Y-%m-%d %H:%M:%S} UTC, by Serai {back.serai}, tables {back.revision}")
    terminal.answer(f"records   {back.records}, of {back.runs} runs")
    terminal.answer(f"trail     {back.head.entry} entries, the last {back.head.hash}")
    terminal.answer(f"archive   {back.archived} of {back.contents} raw records")
    terminal.answer(f"files     {back.declarations} declarations, {back.keys} private keys")
    if back.indexed is not None:
        terminal.answer(f"index     {back.indexed} records")
