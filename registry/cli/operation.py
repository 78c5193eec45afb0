"""`serai status`, `serai verify` and `serai archive`: keeping an installation in order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.text import Text

from schemas.model import Model

from ..pipeline import index, manifest
from ..pipeline.restore import Restoration, restore
from ..pipeline.status import InstallationStatus, SourceStatus
from ..pipeline.status import status as look
from ..pipeline.trail_check import MEANINGS as TRAIL_MEANINGS
from ..pipeline.trail_check import TrailCheck
from ..pipeline.trail_status import TrailStatus
from ..pipeline.verify import MEANINGS, TRAIL, Verification
from ..pipeline.verify import verify as compare
from ..proof.witnesses import Fault
from . import terminal
from .parts import Json, app, declared, fail, installation, print_json
from .rules import print_status as print_rules

FAULTS = {
    Fault.UNREACHABLE: "it does not answer",
    Fault.REFUSED: "it does not know this trail or its key: its operator names both in SERAI_WITNESS_LOGS",
    Fault.WRONG_ANSWER: "what it answers is not signed by its key: compare the key and the address in SERAI_WITNESSES",
    Fault.INCONSISTENT: "it has signed another past of this trail, or a longer one: this database was changed or brought back "
    "from an older backup, or a copy of this installation signs with the same key",
}
"""What each fault of a witness means for the operator."""

archive = typer.Typer(help="The archive of raw records.", no_args_is_help=True)
app.add_typer(archive, name="archive")


class Restorations(Model):
    """What happened to the archived records of each source."""

    items: tuple[Restoration, ...]


class Address(Model):
    """Where a raw record can be read for a limited time."""

    href: str


@app.command()
def status(*, as_json: Json = False) -> None:
    """Print the state of the parts, what waits for the index, and the last harvests. Ends with 1 if a part does not answer.

    Also if a witness has signed another past of the audit trail than the one that is here.
    """
    with installation() as services:
        found = look(services)
    print_json(found) if as_json else _print_status(found)
    if not found.well:
        raise typer.Exit(1)


@app.command()
def verify(
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Mend the index, and the published trail.")] = False,
    as_json: Json = False,
) -> None:
    """Compare store, index, archive and the signed trail. Ends with 1 if something differs and was not repaired."""
    with installation() as services:
        found = compare(services, repair=repair)
        if found.repaired:
            terminal.say("What could be repaired was; compared again:")
            found = compare(services)
    print_json(found) if as_json else _print_verification(found)
    if not found.whole:
        raise typer.Exit(1)


@archive.command("restore")
def restore_records(
    source: Annotated[list[str] | None, typer.Argument(help="Ids of declared sources; without them, all in the archive.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Restore missing records from the archive, read by today's rules. Records in the store stay as they are."""
    with installation(new_database=True) as services:
        archived = manifest.sources(services.archive)
        chosen = source or [name for name in archived if name in services.sources]
        for name in set(archived) - set(chosen) if not source else ():
            terminal.say(f"{name} is in the archive but not declared: it is left out.")
        done = Restorations(items=tuple(restore(services, each) for each in [declared(services, name) for name in chosen]))
        index.rebuild(services)  # an index that survived a lost store has higher versions, and would ignore the restored records
    if as_json:
        print_json(done)
        return
    for each in done.items:
        terminal.answer(_restoration_line(each))


@archive.command("link")
def link(
    record: Annotated[UUID, typer.Argument(metavar="ID", help="A record's id.")],
    *,
    hours: Annotated[int, typer.Option(min=1, max=168, help="How long the link is valid.")] = 1,
    as_json: Json = False,
) -> None:
    """Print an address where anybody can read the raw record of a dataset for a limited time, without an account."""
    with installation() as services:
        found = services.store.records.get(record)
        if found is None:
            fail(f"There is no record {record}.", code=1)
        address = services.archive.link(found.provenance.raw_hash, seconds=hours * 3600)
    if address is None:
        fail("The archive is a folder, which has no web addresses. The web server serves raw records.", code=1)
    print_json(Address(href=address)) if as_json else terminal.answer(address)


def _print_status(status: InstallationStatus) -> None:
    """The state of the parts, then the sources with their last runs."""
    engine, archive = status.engine, status.archive
    state = "does not answer" if not engine.reachable else f"{engine.count} records" if engine.current else "must be rebuilt"
    out = terminal.answers()
    out.print(Text(f"store    {_records(status)}"))
    if status.judged_otherwise:
        out.print(
            Text(
                f"rules    {status.judged_otherwise} records were judged by other rules: `serai reassess ask` tells what differs"
            )
        )
    out.print(Text(f"index    {state}, {status.waiting} changes wait  {engine.detail}".rstrip()))
    if status.meaning:
        done = f"{status.meaning.count} of {status.records} records can be found by it"
        out.print(Text(f"meaning  {done if status.meaning.reachable else 'does not answer'}"))
    out.print(Text(f"archive  {'answers' if archive.reachable else 'does not answer'}  {archive.detail}".rstrip()))
    print_rules(status.rules)
    for line in _trail_lines(status.trail):
        out.print(Text(line))
    for line in status.set_aside:
        out.print(Text(f"sources  a declaration is set aside: {line}"))
    for source in status.source:
        last = terminal.run_line(source.last) if source.last else "never harvested"
        out.print(Text(f"{source.source}: {_records(source)}; {last}"))


def _records(counted: InstallationStatus | SourceStatus) -> str:
    """The records that portals still list, and the others apart."""
    return f"{counted.records} records" + (f", and {counted.withdrawn} withdrawn" if counted.withdrawn else "")


def _trail_lines(trail: TrailStatus) -> Iterator[str]:
    """How far the trail is signed, and how each witness stands to it."""
    last = f", the last at {_minute(trail.at)}" if trail.at else ""
    yield f"trail    {trail.signed} of {trail.entries} entries are signed{last}"
    for each in trail.witness:
        signed = f"signed {each.size} entries at {_minute(each.at)}" if each.at else "has signed nothing yet"
        yield f"         witness {each.name} {signed}"
        if each.fault and each.since:
            yield f"         {'ALARM: ' if each.alarms else ''}{FAULTS[each.fault]} (since {_minute(each.since)})"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _print_verification(found: Verification) -> None:
    """What was compared and what differs, with a few ids for each fault."""
    out = terminal.answers()
    out.print(f"{found.records} records in the store, {found.indexed} in the index, {found.waiting} changes wait")
    if not found.index_built:
        out.print(
            "The index is missing, damaged or built by other rules: `serai verify --repair` or `serai rebuild` builds it again."
        )
    for each in found.found:
        out.print(Text(f"{each.count} {each.fault.value}: {MEANINGS[each.fault]}"))
        for example in each.example:
            out.print(Text(f"  {example}"), style="dim")
    for number in found.rules_damaged:
        out.print(f"The files of rule set {number} are not those that were kept: {TRAIL}.")
    if found.trail_broken_at is not None:
        out.print(f"The audit trail is broken at entry {found.trail_broken_at}: {TRAIL}.")
    _print_trail(found.trail)
    print_rules(found.rules)
    if found.whole:
        out.print("All agree.")


def _print_trail(trail: TrailCheck) -> None:
    """How many entries are signed, what waits, and each fault with some of its places."""
    out = terminal.answers()
    waiting = f", {trail.waiting} records wait to be taken over" if trail.waiting else ""
    signed = f"{trail.size} entries are signed, {trail.unsigned} not yet" if trail.origin else "nothing is signed yet"
    out.print(Text(f"trail    {signed}{waiting}"))
    for each in trail.found:
        out.print(Text(f"{each.count} {each.fault.value}: {TRAIL_MEANINGS[each.fault]}"))
        for example in each.example:
            out.print(Text(f"  {example}"), style="dim")


def _restoration_line(done: Restoration) -> str:
    """What was done with a source's archived records, in one line."""
    parts = [f"{done.restored} restored", f"{done.kept} kept as the store has them"]
    parts += [f"{done.unreadable} unreadable"] if done.unreadable else []
    parts += [f"{done.refused} refused"] if done.refused else []
    return f"{done.source}: {', '.join(parts)}"
