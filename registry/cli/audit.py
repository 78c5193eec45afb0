"""`serai audit`: the signed trail. Giving it out, checking it on any machine, proofs of single entries, and the keys."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated
from uuid import UUID

import typer

from schemas.actor import Actor
from schemas.model import Model

from ..answers.shapes.trail_check import ProofAnswer, SignedBy
from ..answers.trail import trail_report
from ..answers.trail_check import proved
from ..operation.trail_key import new_key
from ..pipeline import proving, trail_keys
from ..pipeline.export import export as exported
from ..pipeline.trail import verifiers
from ..proof.comparing import Comparison, Relation, compare_checkpoint
from ..proof.comparing import compare as compare_exports
from ..proof.export import MAX_LINE, lines_of
from ..proof.export_check import check as check_export
from ..proof.export_faults import Report
from ..proof.keys import Verifier
from ..proof.notes import NotSigned
from ..proof.proved import MOST_CHARACTERS
from ..services import Services
from ..settings import Settings
from . import terminal
from .parts import By, Json, Reason, app, fail, installation, print_json

audit = typer.Typer(help="The audit trail: signed, given out, and checked on any machine.", no_args_is_help=True)
app.add_typer(audit, name="audit")

STREAM = "-"
"""The name of standard output and standard input."""


def key_of(text: str) -> Verifier:
    """The public key in an argument. Ends the command if it is none."""
    try:
        return Verifier.parse(text.strip())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


Keys = Annotated[
    list[Verifier],
    typer.Option("--key", parser=key_of, metavar="KEY", help="A public key, as `serai audit key` prints it; may be repeated."),
]
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, allow_dash=True)]


class PublicKeys(Model):
    """The public keys of the trail, the newest first."""

    key: tuple[str, ...]


class NewKey(Model):
    """A new key: the public one, and the private one if it was not kept."""

    key: str
    private: str | None = None


class ProofText(Model):
    """The proof of an entry, as `serai audit verify` and other programs read it (tlog-proof)."""

    entry: int
    proof: str


class Exported(Model):
    """Where the trail was written, and how many entries it has."""

    file: str
    entries: int


class Erased(Model):
    """Which entries were erased, and the entry that says so."""

    entries: tuple[int, ...]
    told_by: int


@audit.command()
def head(*, as_json: Json = False) -> None:
    """Print the newest checkpoint: how many entries are signed, the root of their tree, and who signed."""
    with installation() as services:
        found = trail_report(services)
    if as_json:
        print_json(found)
        return
    terminal.answer(f"log       {found.origin or 'none: nothing is signed yet'}")
    if found.head is not None:
        terminal.answer(f"signed    {found.head.size} entries, since {found.head.at:%Y-%m-%d %H:%M:%S} UTC")
        terminal.answer(f"root      {found.head.root}")
        for each in found.head.by:
            terminal.answer(signed_line(each))
    terminal.answer(f"not yet   {found.unsigned} entries")
    if found.problem:
        terminal.answer(f"problem   {found.problem}")


@audit.command()
def key(*, as_json: Json = False) -> None:
    """Print the public keys that sign the trail, the newest first: whoever checks it needs one of them."""
    with installation() as services:
        found = PublicKeys(key=tuple(map(str, verifiers(services))))
    if as_json:
        print_json(found)
        return
    for each in found.key:
        terminal.answer(each)
    if not found.key:
        terminal.say("Nothing is signed yet, so there is no key. The worker signs some seconds after it starts.")


@audit.command("new-key")
def make_key(
    *,
    name: Annotated[
        str | None, typer.Option(help="The name of the log: for a key that follows another, the name of that one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a new private key for SERAI_TRAIL_KEY. Nothing is kept: copy it to where secrets are."""
    try:
        made = new_key(Settings(), name=name)
    except ValueError as error:
        fail(str(error), code=2)
    if as_json:
        print_json(NewKey(key=str(made.verifier), private=str(made)))
        return
    terminal.answer(str(made))
    terminal.say(f"Its public key: {made.verifier}")


@audit.command()
def rotate(*, as_json: Json = False) -> None:
    """Put a new key before the old one in trail.key. The next checkpoint is signed by both, and the trail says so."""
    with installation() as services:
        key = str(trail_keys.rotate(services).verifier)
    print_json(NewKey(key=key)) if as_json else terminal.answer(key)


@audit.command()
def restart(
    *,
    by: By,
    reason: Reason,
    name: Annotated[str | None, typer.Option(help="The name of the new log.")] = None,
    as_json: Json = False,
) -> None:
    """Begin a log with a new name and key, after a lost key or another past. The old log stays as it was published."""
    with installation() as services:
        try:
            made = trail_keys.restart(services, reason=reason, by=Actor.person(by), name=name)
        except ValueError as error:
            fail(str(error), code=2)
        elsewhere = trail_keys.is_elsewhere(services)
    if as_json:
        print_json(NewKey(key=str(made.verifier), private=str(made) if elsewhere else None))
    else:
        terminal.answer(str(made if elsewhere else made.verifier))
    if elsewhere:
        terminal.say("Set SERAI_TRAIL_KEY to this private key. Until then nothing is signed.")


@audit.command("export")
def export_trail(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, allow_dash=True, help="A file, or - for output.")],
    *,
    by: By,
    private: Annotated[
        bool, typer.Option("--private", help="With names of persons and what else entries only commit to.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the whole signed trail, with the rules that came in force, as lines of JSON that anybody can check.

    With --json, also where it was written; if that is standard output, the lines are the answer.
    """
    with installation() as services:
        made = exported(services, private=private, by=Actor.person(by))
        if made.not_signed:
            terminal.say(f"What is new could not be signed, so it is left out: {made.not_signed}")
        with _writing(file) as out:
            out.writelines(made.lines)
    if as_json and str(file) != STREAM:
        print_json(Exported(file=str(file), entries=made.checkpoint.size))
    terminal.say(f"{made.checkpoint.size} entries. `serai audit check {file} --key KEY` checks them on any machine.")


@audit.command()
def check(
    file: File,
    *,
    keys: Keys,
    origin: Annotated[str | None, typer.Option(help="The log that it must be of.")] = None,
    as_json: Json = False,
) -> None:
    """Check an export with nothing but the public key, on any machine. Ends with 1 if anything is not as it was signed."""
    with _reading(file) as content:
        report = check_export(lines_of(content), verifiers=keys, origin=origin)
    print_json(report) if as_json else _print_report(report)
    if not report.whole:
        raise typer.Exit(1)


@audit.command()
def compare(
    first: File,
    second: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Another export, or a checkpoint.")],
    *,
    keys: Keys,
    as_json: Json = False,
) -> None:
    """Tell whether two exports, or an export and a checkpoint, are one history. Ends with 1 if they are not known to be."""
    with ExitStack() as files:
        one, other = (files.enter_context(_reading(file)) for file in (first, second))
        found = _compared(one, other, keys)
    print_json(found) if as_json else _print_comparison(found)
    if found.relation not in {Relation.SAME, Relation.FIRST_BEGINS, Relation.SECOND_BEGINS}:
        raise typer.Exit(1)


@audit.command()
def prove(
    entry: Annotated[int | None, typer.Argument(metavar="[ENTRY]", min=1, help="The number of an entry.")] = None,
    *,
    answer: Annotated[int | None, typer.Option(metavar="N", help="The entry about this kept answer.")] = None,
    record: Annotated[UUID | None, typer.Option(metavar="ID", help="The entry that proves the state of this record.")] = None,
    at: Annotated[datetime | None, typer.Option(help="With --record: the state at this moment (UTC).")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.tlog-proof", dir_okay=False, help="Write it there.")] = None,
    as_json: Json = False,
) -> None:
    """Print the proof of an entry, which anybody can check with `serai audit verify` and the public key."""
    if [entry, answer, record].count(None) != 2:  # noqa: PLR2004 - one of three
        fail("Name one: the number of an entry, --answer, or --record.", code=2)
    with installation() as services:
        number = _entry(services, entry, answer=answer, record=record, at=at)
        proof = proving.prove(services, number)
    if as_json:
        print_json(ProofText(entry=number, proof=proof.text))
    if out or not as_json:
        with _writing(out or Path(STREAM)) as file:
            file.write(proof.text.encode())


@audit.command()
def verify(
    proof: Annotated[Path, typer.Argument(metavar="PROOF", exists=True, dir_okay=False, allow_dash=True)],
    *,
    keys: Keys,
    as_json: Json = False,
) -> None:
    """Check a proof with nothing but the public key, on any machine, and tell what it proves. Ends with 1 if it does not hold."""
    with _reading(proof) as file:
        content = file.read(4 * MOST_CHARACTERS + 1)
    found = proved(content.decode(errors="replace"), *keys)
    print_json(found) if as_json else _print_proved(found)
    if not found.holds:
        raise typer.Exit(1)


@audit.command()
def erase(
    entries: Annotated[list[int], typer.Argument(metavar="ENTRY…", min=1, help="The numbers of entries.")],
    *,
    by: By,
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Erase what entries only commit to: names of persons, reasons, former states. That it was erased stays in the trail."""
    with installation() as services:
        told = services.store.audit.erase(entries, reason=reason, by=Actor.person(by), at=services.clock())
    done = Erased(entries=tuple(sorted(set(entries))), told_by=told)
    if as_json:
        print_json(done)
        return
    terminal.answer(f"Erased: {', '.join(map(str, done.entries))}. Entry {told} says so.")


def _entry(services: Services, entry: int | None, *, answer: int | None, record: UUID | None, at: datetime | None) -> int:
    if answer is not None:
        return proving.entry_of_answer(services, answer)
    if record is not None:
        return proving.entry_of_record(services, record, at=at.replace(tzinfo=UTC) if at else services.clock())
    return entry or 0


def _compared(first: IO[bytes], second: IO[bytes], keys: Sequence[Verifier]) -> Comparison:
    """The second file is an export if it begins as one, else a checkpoint."""
    begin = second.read(1)
    second.seek(0)
    if begin == b"{":
        return compare_exports(lines_of(first), lines_of(second), verifiers=keys)
    try:
        return compare_checkpoint(lines_of(first), second.read(MAX_LINE).decode(), verifiers=keys)
    except (ValueError, NotSigned) as error:
        fail(f"not-signed: the second file is neither an export nor a signed checkpoint: {error}", code=1)


@contextmanager
def _reading(file: Path) -> Iterator[IO[bytes]]:
    if str(file) == STREAM:
        yield typer.get_binary_stream("stdin")
        return
    with file.open("rb") as opened:
        yield opened


@contextmanager
def _writing(file: Path) -> Iterator[IO[bytes]]:
    """A file that is there as a whole or not at all. Ends the command if it cannot be written."""
    if str(file) == STREAM:
        yield typer.get_binary_stream("stdout")
        return
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as opened:
            yield opened
        part.replace(file)
    except OSError as error:
        fail(f"{error.filename or file} cannot be written: {error.strerror}.", code=1)
    finally:
        part.unlink(missing_ok=True)


def _print_report(report: Report) -> None:
    """One line for each fault, or what was checked."""
    for each in report.found:
        terminal.answer(str(each))
    if report.more:
        terminal.answer(f"and {report.more} faults more")
    if report.whole:
        private = "with" if report.private else "without"
        terminal.answer(f"{report.entries} entries of {report.origin}, {private} private parts, are those that were signed.")


def _print_comparison(found: Comparison) -> None:
    entry = "" if found.entry is None else f" (entry {found.entry})"
    terminal.answer(f"{found.relation.value}{entry}: {WORDS[found.relation]}")
    if found.proven:
        terminal.answer("Both are whole and signed: whoever has the key has signed two histories.")
    for name, report in (("first", found.first), ("second", found.second)):
        for each in report.found if report else ():
            terminal.answer(f"{name}: {each}")


WORDS = {
    Relation.SAME: "both are the same history",
    Relation.FIRST_BEGINS: "the first is the beginning of the second",
    Relation.SECOND_BEGINS: "the second is the beginning of the first",
    Relation.FORKED: "they are two histories",
    Relation.OTHER_LOG: "they are of different logs",
    Relation.UNKNOWN: "that cannot be told: one cannot be read, or is too short",
}
"""What each relation means."""


def _print_proved(found: ProofAnswer) -> None:
    """Which entry is proved, what it says and who signed; or why the proof does not hold."""
    if found.fault is not None:
        fail(f"{found.fault.code}: {found.fault.detail}", code=1)
    entry = found.leaf or {}
    what = f"{entry['action']} of {entry['record']} at {entry['at']}" if "action" in entry else f"hash {entry.get('hash')}"
    terminal.answer(f"Entry {found.entry} of the {found.size} that {found.origin} signed: {what}")
    for name in ("actor", "details", "state"):
        if name in entry:
            terminal.answer(f"  {name}: {entry[name]}")
    if found.private is not None:
        terminal.answer(f"  private: {found.private}")
    for each in found.by:
        terminal.answer(f"  {signed_line(each)}")


def signed_line(by: SignedBy) -> str:
    """Who signed, whether that was checked, and for a witness when."""
    when = f" at {by.at.isoformat(timespec='seconds')}" if by.at else ""
    return f"{'signed by' if by.known else 'not checked'}  {by.name}{when}"
