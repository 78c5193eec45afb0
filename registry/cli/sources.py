"""`serai sources`: the declared portals, and what they cover of the known ones."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from harvesters.declaration import declaration_of

from ..answers.coverage import PROOFS, CoverageAnswer, coverage
from ..answers.open_issues import open_issues_view
from ..answers.shapes.sources import SourcesAnswer
from ..answers.sources import list_sources, source_view
from ..pipeline.refused import refused
from ..services import declarations_of
from ..settings import Settings
from . import reports, terminal
from .parts import Json, app, declared, installation, print_json


class _Sources(TyperGroup):
    """A word that is no command is the id of a source: `serai sources kg_example` shows it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["show", *args])


sources = typer.Typer(cls=_Sources)
app.add_typer(sources, name="sources")


@sources.callback(invoke_without_command=True)
def list_all(context: typer.Context, *, as_json: Json = False) -> None:
    """List the declared portals, how many records we keep of each, and their last runs."""
    if context.invoked_subcommand is None:
        with installation() as services:
            found = list_sources(services.store, services.sources.values(), services.declarations.now.set_aside, with_files=True)
        print_json(found) if as_json else _print_all(found)


def _print_all(found: SourcesAnswer) -> None:
    """The portals, then those with records whose declaration is gone, then the files that are set aside."""
    terminal.print_sources(found)
    out = terminal.answers()
    for each in found.undeclared:
        why = "its declaration is set aside" if each.set_aside else "not declared any more"
        out.print(Text(f"{each.id}: {why}; its {each.records} records stay as they are"))
    for aside in found.set_aside:
        out.print(Text(f"Set aside: {aside.id}"))
        for fault in aside.fault:
            out.print(Text(f"  {fault.file}:{fault.line}: {fault.message}"))


@sources.command()
def show(
    source: Annotated[str, typer.Argument(metavar="ID", help="The id of a source.")],
    *,
    as_json: Json = False,
) -> None:
    """Print the declaration of a portal with the values of its platform, as YAML that can be loaded again."""
    with installation() as services:
        found = declared(services, source)
        if as_json:
            print_json(source_view(services.store, found))
        else:
            print(declaration_of(found), end="")  # noqa: T201 - the answer of the command


@sources.command("issues")
def show_issues(
    source: Annotated[str, typer.Argument(metavar="ID", help="The id of a source.")],
    *,
    as_json: Json = False,
) -> None:
    """Show what is wrong at a portal now, from all runs since its last whole one: how often, an example, how to fix it."""
    with installation() as services:
        found = open_issues_view(services.store, declared(services, source))
    print_json(found) if as_json else reports.print_open_issues(found)


@sources.command("coverage")
def show_coverage(
    *,
    missing: Annotated[bool, typer.Option("--missing", help="List the known portals without a declaration, and why.")] = False,
    as_json: Json = False,
) -> None:
    """Show how many of the known open-data portals of each state are declared, and what proves each declaration."""
    settings = Settings()
    whys = {url: f"{row.why} (asked on {row.on})" for url, row in refused(settings.written_declarations).items()}
    found = coverage(declarations_of(settings).values(), whys)
    if as_json:
        print_json(found)
    elif missing:
        _print_missing(found)
    else:
        _print_coverage(found)


def _print_coverage(found: CoverageAnswer) -> None:
    out = terminal.answers()
    states = Table("state", "portals", *PROOFS, box=None, pad_edge=False)
    for row in found.states:
        states.add_row(row.jurisdiction, str(row.known), *(str(row.proof.get(proof, "")) for proof in PROOFS))
    out.print(states)
    out.print()
    kinds = Table("kind", "declared", *PROOFS[:-1], box=None, pad_edge=False)
    for kind in found.kinds:
        kinds.add_row(kind.kind, str(kind.declared), *(str(kind.proof.get(proof, "")) for proof in PROOFS[:-1]))
    out.print(kinds)
    out.print()
    out.print(
        Text(
            f"{found.declared} of {found.known} known portals are declared, at {found.hosts} hosts; {found.recorded} with a "
            f"proof that is recorded or better. {found.others} declared portals are not among the known ones."
        )
    )


def _print_missing(found: CoverageAnswer) -> None:
    table = Table("state", "id", "address", "why", box=None, pad_edge=False)
    for each in found.missing:
        table.add_row(each.jurisdiction, each.registry, each.url, each.why_not)
    terminal.answers().print(table)
