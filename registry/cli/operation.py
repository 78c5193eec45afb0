"""`serai status`, `serai verify` and `serai archive`: keeping an installation in order."""

from typing import Annotated
from uuid import UUID

import typer

from ..pipeline import index, manifest
from ..pipeline.restore import restore
from ..pipeline.status import status as look
from ..pipeline.verify import verify as compare
from . import terminal
from .parts import Json, app, declared, fail, installation, print_json
from .shown import print_status, print_verification, restoration_line

archive = typer.Typer(help="The archive of raw records.", no_args_is_help=True)
app.add_typer(archive, name="archive")


@app.command()
def status(*, as_json: Json = False) -> None:
    """Tell how the parts are, what waits for the index, and what was harvested last. Ends with 1 if a part does not answer."""
    with installation() as services:
        found = look(services)
    print_json(found) if as_json else print_status(found)
    if not found.well:
        raise typer.Exit(1)


@app.command()
def verify(
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Bring the index to what the store has.")] = False,
    as_json: Json = False,
) -> None:
    """Compare store, index and archive, and check the audit trail. Ends with 1 if something differs and was not repaired."""
    with installation() as services:
        found = compare(services, repair=repair)
        if found.repaired:
            terminal.say("The index was repaired; compared again:")
            found = compare(services)
    print_json(found) if as_json else print_verification(found)
    if not found.whole:
        raise typer.Exit(1)


@archive.command("restore")
def restore_records(
    source: Annotated[
        list[str] | None, typer.Argument(help="Ids of declared sources; without them all that are archived.")
    ] = None,
) -> None:
    """Bring records back into the store from the archive, as today's rules read them. What the store has stays as it is."""
    with installation() as services:
        archived = manifest.sources(services.archive)
        chosen = source or [name for name in archived if name in services.sources]
        for name in set(archived) - set(chosen) if not source else ():
            terminal.say(f"{name} is archived and not declared: it is left out.")
        for each in [declared(services, name) for name in chosen]:
            terminal.say(restoration_line(restore(services, each)))
        index.rebuild(services)  # an index that outlived its store has later versions, and would pass the restored ones over


@archive.command("link")
def link(
    record: Annotated[UUID, typer.Argument(metavar="ID", help="A record's id.")],
    *,
    hours: Annotated[int, typer.Option(min=1, max=168, help="How long the link holds.")] = 1,
) -> None:
    """Print an address from which anybody can read the raw record of a dataset for a time, without an account."""
    with installation() as services:
        found = services.store.records.get(record)
        if found is None:
            fail(f"There is no record {record}.", code=1)
        address = services.archive.link(found.provenance.raw_hash, seconds=hours * 3600)
    if address is None:
        fail("The archive is a folder, which has no addresses; the web server gives the raw record to who may read it.", code=1)
    terminal.answer(address)
