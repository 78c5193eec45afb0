"""`serai sources probe`, `add` and `try`: asking portals what they speak, and looking at what a declaration reads."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from harvesters import HARVESTERS
from harvesters.declaration import Choices, declaration_of, load_source
from harvesters.errors import InvalidDeclaration
from harvesters.known_portals import KnownPortal, known_portals
from harvesters.limits import LIMITS
from schemas.jurisdictions import jurisdictions
from schemas.model import Model
from schemas.source import Proof, ProofLevel, Source

from ..answers.tried import TriedAnswer, tried_view
from ..demo import server as sample
from ..pipeline.probe import Probed, ask_declared, declaration_text, probe, same_portal
from ..pipeline.refused import forget_refused, note_refused
from ..pipeline.trying import tried
from ..services import declarations_of, declared_platforms, declared_sources
from ..settings import Settings
from . import terminal
from .parts import Json, chosen, fail, print_json
from .sources import sources

SHOWN = 600
"""How many characters of an answer, and of a raw record, are printed."""

PROOF = re.compile(r"^proof:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)
"""The proof in a declaration, on one line or several."""

Jurisdiction = Annotated[str | None, typer.Option("--jurisdiction", help="With an address: the state of the holder, such as KG.")]
Private = Annotated[bool, typer.Option("--private", help="With an address: allow loopback and private networks.")]


class AskedPortal(Model):
    """A portal that was asked, by its id or its address: whether it answered, and what came of it in words."""

    portal: str
    answered: bool
    told: str


class AskedPortals(Model):
    """The portals that were asked, in that order."""

    items: tuple[AskedPortal, ...]


class Added(Model):
    """The declaration that was written: its id, the file, and what one page of the portal gave."""

    id: str
    file: str
    tried: TriedAnswer


@sources.command("try")
def try_one(
    source: Annotated[str, typer.Argument(metavar="ID", help="The id of a source.")],
    *,
    page: Annotated[int, typer.Option(min=1, help="Which page of the list. Those before it are read too.")] = 1,
    records: Annotated[int, typer.Option(min=1, max=100, help="How many records to show.")] = 3,
    as_json: Json = False,
) -> None:
    """Read one page of a portal, keep nothing, and show the answers, the raw records, the datasets and the issues."""
    settings = Settings()
    with ExitStack() as stack:
        samples = stack.enter_context(sample.serve()) if source in sample.sample_sources() else {}
        declarations = declarations_of(settings)
        found = chosen({**declarations, **samples}, source, declarations)
        answer = tried_view(tried(found, settings=settings, limits=LIMITS, page=page, records=records))
    print_json(answer) if as_json else _print_tried(answer)
    if answer.error or not any(each.dataset for each in answer.records):
        raise typer.Exit(1)


@sources.command("probe")
def probe_hosts(
    what: Annotated[
        str | None, typer.Argument(metavar="[STATE|ID|URL]", help="A state, a source, or an address; else all.")
    ] = None,
    *,
    jurisdiction: Jurisdiction = None,
    private: Private = False,
    write: Annotated[bool, typer.Option("--write", help="Write declarations and refusals into the operator's folder.")] = False,
    as_json: Json = False,
) -> None:
    """Ask portals, with at most a dozen requests each, which known list they answer: of a state, one source, or one address."""
    settings = Settings()
    folder = settings.written_declarations if write else None
    declared = declarations_of(settings)
    asked = []
    for each in _probe(what, settings, declared, jurisdiction=jurisdiction, private=private, folder=folder):
        asked.append(each)
        if not as_json:
            terminal.answer(f"{each.portal}: {each.told}")
    if as_json:
        print_json(AskedPortals(items=tuple(asked)))
    if not any(each.answered for each in asked):
        raise typer.Exit(1)


@sources.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of a portal.")],
    *,
    jurisdiction: Jurisdiction = None,
    private: Private = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write the file without asking.")] = False,
    as_json: Json = False,
) -> None:
    """Ask a portal what it speaks, show what would be read, and write its declaration into the operator's folder."""
    settings = Settings()
    folder = settings.written_declarations
    if there := next((id_ for id_, each in declarations_of(settings).items() if same_portal(str(each.url), url)), None):
        fail(f"{url} is declared already: {there}.", code=1)
    found = _probed(url, _state(jurisdiction, url), settings, private=private)
    if found.declared is None or found.page is None:
        fail(f"{url}: {found.refusal}", code=1)
    page = tried_view(found.page)
    if not as_json:
        _print_tried(page)
    identifier, text = declaration_text(found, jurisdiction=_state(jurisdiction, url), title=None, registry=None, on=_today())
    text += "allow_private_addresses: true\n" if private else ""
    terminal.say(f"\n{text}")
    if not (yes or typer.confirm(f"Write {identifier}.yml into {folder}?", err=True)):
        raise typer.Exit(1)
    file = _written(settings, identifier, text)
    print_json(Added(id=identifier, file=str(file), tried=page)) if as_json else terminal.answer(f"Written: {file}")
    terminal.say(f"Look at it, then run `serai check {identifier}` and `serai harvest {identifier}`.")


def _probe(
    what: str | None,
    settings: Settings,
    declared: Mapping[str, Source],
    *,
    jurisdiction: str | None,
    private: bool,
    folder: Path | None,
) -> Iterator[AskedPortal]:
    """Each portal that was asked, as soon as it is known what came of it."""
    if what and what in declared:
        yield _ask_declared(declared[what], settings, folder)
    elif what and "://" in what:
        portal = KnownPortal("", _state(jurisdiction, what), "", what, "")
        yield _ask(portal, settings, folder, private=private)
    else:
        portals = [portal for portal in known_portals() if what in {None, portal.jurisdiction}]
        if not portals:
            states = ", ".join(sorted({portal.jurisdiction for portal in known_portals()}))
            fail(f"{what} is no source, no address and no state. The choices of states: {states}.", code=2)
        by_registry = {source.registry: source for source in declared.values() if source.registry}
        for portal in portals:
            source = by_registry.get(portal.registry)
            if source is None:
                yield _ask(portal, settings, folder)
            elif not source.retired and (source.proof is None or source.proof.level is not ProofLevel.ANSWERED):
                yield _ask_declared(source, settings, folder)


def _ask_declared(source: Source, settings: Settings, folder: Path | None) -> AskedPortal:
    """Ask as the declaration says. If records come, its proof is from today."""
    page = ask_declared(source, settings=settings)
    if not page.titled:
        return AskedPortal(portal=source.id, answered=False, told=f"no. {page.error or 'no record could be read'}")
    if folder:
        _prove(folder, source)
    return AskedPortal(portal=source.id, answered=True, told=f"answered, {_states(page.total)}")


def _ask(portal: KnownPortal, settings: Settings, folder: Path | None, *, private: bool = False) -> AskedPortal:
    found = _probed(portal.url, portal.jurisdiction, settings, private=private)
    moved = f", moved to {found.moved}" if found.moved else ""
    if found.declared is None or found.page is None:
        if folder:
            note_refused(folder, portal.url, f"{found.refusal}{moved}", on=_today())
        told = f"no. {found.refusal}{moved} ({found.asked} requests)"
        return AskedPortal(portal=portal.url, answered=False, told=told)
    name = found.declared.get("platform") or found.declared.get("kind")
    title, registry = portal.title or None, portal.registry or None
    identifier, text = declaration_text(found, jurisdiction=portal.jurisdiction, title=title, registry=registry, on=_today())
    if folder:
        _written(settings, identifier, text + ("allow_private_addresses: true\n" if private else ""))
        forget_refused(folder, portal.url)
    told = f"{name} answers, {_states(found.page.total)}{moved} ({found.asked} requests)"
    return AskedPortal(portal=portal.url, answered=True, told=told)


def _probed(url: str, jurisdiction: str, settings: Settings, *, private: bool = False) -> Probed:
    """Ends the command if it is no address."""
    try:
        return probe(
            url,
            jurisdiction=jurisdiction,
            settings=settings,
            platforms=declared_platforms(settings),
            private=private,
        )
    except InvalidDeclaration as error:
        fail(f"This is not the address of a portal: {error}", code=2)


def _prove(folder: Path, source: Source) -> None:
    """Note in a declaration that its portal has answered today: in the operator's file, else in a copy of the shipped one."""
    proof = Proof(level=ProofLevel.ANSWERED, on=_today())
    own = next(folder.rglob(f"{source.id}.yml"), None)
    if own is None:
        _write(
            folder / source.id[:2] / f"{source.id}.yml",
            declaration_of(source.model_copy(update={"proof": proof, "replaces": source.id})),
        )
        return
    line = f"proof: {{level: {proof.level.value}, on: {proof.on}}}\n"
    text, found = PROOF.subn(line, own.read_text("utf-8"), count=1)
    _write(own, text if found else f"{text.rstrip()}\n{line}")


def _written(settings: Settings, identifier: str, text: str) -> Path:
    """Write a declaration and check it as it will be read. Ends the command if there is another one of this name."""
    there = (file for folder in settings.declaration_folders for file in folder.rglob(f"{identifier}.yml"))
    if other := next(there, None):
        fail(f"There is a declaration already: {other}.", code=1)
    file = settings.written_declarations / identifier[:2] / f"{identifier}.yml"
    _write(file, text)
    load_source(file, Choices(HARVESTERS, platforms=declared_platforms(settings), taken=declared_sources(None).keys()))
    return file


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


def _state(jurisdiction: str | None, url: str) -> str:
    """The state of the holder: the one that is named, else the domain's. Ends the command if there is none."""
    domain = url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0].rpartition(".")[2].upper()
    state = jurisdiction or domain
    if state not in jurisdictions():
        fail(f"Name the state of the holder: --jurisdiction, one of {', '.join(sorted(jurisdictions()))}.", code=2)
    return state


def _states(total: int | None) -> str:
    return "which states no total" if total is None else f"{total} datasets stated"


def _today() -> date:
    return datetime.now(UTC).date()


def _print_tried(answer: TriedAnswer) -> None:
    out = terminal.answers()
    for each in answer.answers:
        out.print(Text(f"{each.method} {each.url}  {each.status}  {each.media_type}  {each.size} bytes", style="bold"))
        out.print(Text(each.beginning[:SHOWN]), style="dim")
    for record in answer.records:
        out.print(Text(f"\n{record.identifier}", style="bold"))
        raw = record.raw if isinstance(record.raw, str) else json.dumps(record.raw, ensure_ascii=False, indent=1)
        out.print(Text(raw[: 3 * SHOWN]), style="dim")
        if record.dataset:
            made = record.dataset.model_dump(mode="json", exclude_defaults=True, exclude={"ignored"})
            out.print(Text(json.dumps(made, ensure_ascii=False, indent=1)))
        elif record.refused:
            out.print(Text(f"Left out: {record.refused}"))
        for issue in record.issues:
            out.print(Text(f"  {issue.kind.severity.value}  {issue.code}  {issue.pointer}  {issue.value}"))
    for issue in answer.issues:
        out.print(Text(f"{issue.kind.severity.value}  {issue.code}  {issue.identifier or ''}  {issue.value}"))
    if answer.error:
        out.print(Text(answer.error, style="bold"))
