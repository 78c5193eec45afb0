"""`serai rules`: which rules of transfer are in force, and how a person puts others in force."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from schemas.actor import Actor, ActorKind
from schemas.model import Model
from schemas.moved import Moved
from schemas.reason import Remark
from schemas.rule_sets import RuleSet, RuleSetKind, RuleSetState
from schemas.usage import Confirmation

from ..answers.rule_sets import RuleAnswer, RulesAnswer, list_rule_sets, rule_set_report, rule_set_view, rule_view
from ..pipeline import own_rules, rule_sets
from ..pipeline.rule_sets import RulesStatus
from ..policy.transfer.sheet import exported, imported
from ..services import Services
from . import terminal
from .offers import offer
from .parts import By, Json, Reason, app, fail, installation, print_json, valid

rules = typer.Typer(help="The rules by which a use is decided: in force, proposed, the operator's own.", no_args_is_help=True)
app.add_typer(rules, name="rules")

Number = Annotated[int, typer.Argument(metavar="ID", help="The number of a rule set; `serai rules list` has them.")]
Sheet = Annotated[Path, typer.Argument(metavar="FILE", help="A spreadsheet of all rules (CSV).", dir_okay=False)]


class Written(Model):
    """The files that were written, and the cells that they move."""

    file: tuple[str, ...]
    difference: Moved | None = None


@rules.command("list")
def list_sets(
    *, limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50, as_json: Json = False
) -> None:
    """List the rule sets, the latest first: in force, waiting for a second person, and all that were kept."""
    with installation() as services:
        listed = list_rule_sets(services.store, limit=limit)
    print_json(listed) if as_json else _print_sets(listed.items)


@rules.command()
def show(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The number of a set, or the id of a rule in force; else the set in force."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show a rule set with the cells that it moves and its rules, or one rule that is in force."""
    with installation() as services:
        if what is not None and not what.isdecimal():
            known = services.rules.transfer.rules
            found = RulesAnswer(items=tuple(rule_view(each) for each in known if each.id == what))
            if not found.items:
                names = tuple(dict.fromkeys(each.id for each in known))
                fail(f"There is no rule {what}.{offer(what, names)} The choices: {', '.join(names)}.", code=2)
            print_json(found) if as_json else _print_rules(found)
            return
        current = services.store.rule_sets.current(RuleSetKind.TRANSFER)
        number = int(what) if what is not None else current[0] if current else fail("No rules of transfer are in force.", code=1)
        report = rule_set_report(services, number)
    if as_json:
        print_json(report)
        return
    _print_sets([report])
    if report.difference:
        print_moved(report.difference)
    if report.unreadable:
        terminal.say(report.unreadable)
    for rule in report.rules:
        terminal.answer(_line(rule))


@rules.command()
def check(*, as_json: Json = False) -> None:
    """Check the operator's folder: what is wrong, with file and line, or the cells that it moves. Changes nothing."""
    with installation() as services:
        found = rule_sets.preview(services)
    print_json(found.difference) if as_json else print_moved(found.difference)


@rules.command()
def propose(*, by: By, reason: Reason, as_json: Json = False) -> None:
    """Propose what lies in the operator's folder, over the rules of this release. Nothing is in force by that."""
    with installation() as services:
        report = rule_set_report(services, rule_sets.propose(services, reason=reason, by=Actor.person(by)).id)
    if as_json:
        print_json(report)
        return
    _print_sets([report])
    if report.difference:
        print_moved(report.difference)
    terminal.say(f"Nothing is in force by that. Look at the cells, then `serai rules confirm {report.id} --by NAME`.")


@rules.command()
def confirm(rule_set: Number, *, by: By, as_json: Json = False) -> None:
    """Put one's proposed rules in force, or let them wait for a second person: always if some answer gets laxer."""
    with installation() as services:
        done = rule_sets.confirm(services, rule_set, by=Actor.person(by))
    _print_done(done, as_json=as_json)


@rules.command()
def approve(rule_set: Number, *, by: By, reason: Reason, as_json: Json = False) -> None:
    """Put rules in force that wait for a second person."""
    with installation() as services:
        done = rule_sets.approve(services, rule_set, by=Actor.person(by), reason=reason)
    _print_done(done, as_json=as_json)


@rules.command()
def reject(rule_set: Number, *, by: By, reason: Reason, as_json: Json = False) -> None:
    """Refuse rules that are not in force yet, or withdraw one's own."""
    with installation() as services:
        done = rule_sets.reject(services, rule_set, by=Actor.person(by), reason=reason)
    _print_done(done, as_json=as_json)


@rules.command("export")
def export_sheet(
    sheet: Sheet,
    *,
    comma: Annotated[
        bool, typer.Option("--comma", help="Separate cells by commas, not semicolons: for programs in English.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write all rules, the operator's own among them, as a spreadsheet."""
    with installation() as services:
        content = exported(
            own_rules.laid(services, own_rules.own_contents(services, new=True)).transfer_contents,
            separator="," if comma else ";",
        )
    with _writing():
        sheet.write_bytes(content)
    print_json(Written(file=(str(sheet),))) if as_json else terminal.answer(str(sheet))
    terminal.say(f"{sheet} has all rules. Edit it, then `serai rules import {sheet}`.")


@rules.command("import")
def import_sheet(
    sheet: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)], *, as_json: Json = False
) -> None:
    """Write the changed rows of a spreadsheet into the operator's folder, and show the cells that they move."""
    with installation() as services:
        shipped, own = services.in_force.shipped, own_rules.own_contents(services, new=True)
        made = imported(sheet.read_bytes(), shipped.transfer_contents, own, subclasses=shipped.subclasses)
        _write(services, made, as_json=as_json)


@rules.command("confirm-rule")
def confirm_rule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule of confidence low.")],
    *,
    by: By,
    reason: Reason,
    citation: Annotated[
        str, typer.Option(callback=valid(Remark), help="What the confirmation rests on: an article, a letter, a ruling.")
    ],
    as_json: Json = False,
) -> None:
    """Confirm a rule of confidence low for this installation: a row in the operator's folder, to be proposed like any edit."""
    with installation() as services:
        said = Confirmation(name=by, reason=reason, citation=citation, day=services.clock().date())
        made = own_rules.confirmed(services, rule, said)
        _write(services, made.contents, as_json=as_json)
        own_rules.tell_confirmed(services, rule, said, made.marks)


def _write(services: Services, contents: Mapping[str, str], *, as_json: bool) -> None:
    """Write files of the operator's folder, if they are right with all the others, and show the cells that they move."""
    found = rule_sets.preview(services, own_rules.laid(services, contents))
    with _writing():
        written = own_rules.write(services, contents)
    done = Written(file=tuple(map(str, written)), difference=found.difference if written else None)
    if as_json:
        print_json(done)
    for file in () if as_json else done.file:
        terminal.answer(file)
    if not written:
        terminal.say("Nothing has changed.")
        return
    if not as_json:
        print_moved(found.difference)
    terminal.say("Nothing is in force by that. Propose it: `serai rules propose --by NAME --reason WHY`.")


@contextmanager
def _writing() -> Iterator[None]:
    """Ends the command if a file cannot be written."""
    try:
        yield
    except OSError as error:
        fail(f"{error.filename} cannot be written: {error.strerror}.", code=1)


def _print_sets(sets: Iterable[RuleSet]) -> None:
    """Rule sets, each with who put it in force when, what it moves, and why."""
    out = terminal.answers()
    for each in sets:
        since = f"  since {each.in_force_from:%Y-%m-%d %H:%M}" if each.in_force_from else ""
        until = f" until {each.in_force_until:%Y-%m-%d %H:%M}" if each.in_force_until else ""
        out.print(Text(f"{each.id:5}  {each.at:%Y-%m-%d}  {each.by}  {each.kind.value}  ({each.state.value}){since}{until}"))
        eyes = f"  (four eyes: {', '.join(each.why_four_eyes)})" if each.four_eyes else ""
        settled = f"  ({each.settled_by}: {each.settled_reason})" if each.settled_reason else ""
        out.print(Text(f"       {each.reason}{eyes}{settled}"), style="dim")
        cells = f"{_cells(each)}; " if each.by.kind is ActorKind.PERSON or each.stricter or each.looser else ""
        out.print(Text(f"       {cells}{each.version}"), style="dim")


def _cells(moved: RuleSet | Moved) -> str:
    return f"{moved.stricter} cells stricter, {moved.looser} looser"


def print_moved(difference: Moved) -> None:
    """The cells that move, in groups, the looser ones first, each with an example."""
    out = terminal.answers()
    out.print(Text(_cells(difference), style="bold"))
    for group in difference.groups:
        way = "looser" if group.looser else "stricter"
        states = f"{group.from_state or 'others'} -> {group.to or 'others'}"
        effect = f"{group.before.value} -> {group.after.value}" if group.before is not group.after else group.after.value
        terms = "".join(f", {sign}{code}" for sign, codes in (("+", group.come), ("-", group.gone)) for code in codes)
        out.print(Text(f"{group.cells:6}  {way}  {states}  {group.privacy_class.value}  {effect}{terms}  since {group.since}"))
        out.print(Text(f"        {', '.join(group.rule)}; for example {group.example}"), style="dim")


def print_status(status: RulesStatus) -> None:
    """Which rules are in force since when, what waits, and what lies in the operator's folder."""
    out = terminal.answers()
    for each in status.in_force:
        why = f": {each.reason}" if each.base and each.by.kind is ActorKind.SYSTEM else ""
        since = f"{each.in_force_from:%Y-%m-%d %H:%M}"
        out.print(Text(f"rules    {each.kind.value} in force since {since} (set {each.id}, {each.by}{why})"))
        if each.by.kind is ActorKind.SYSTEM and (each.stricter or each.looser):
            out.print(Text(f"         it moved answers about use: {_cells(each)}; `serai rules show {each.id}` has them"))
    for each in status.waiting:
        out.print(Text(f"         set {each.id} of {each.by} waits for a second person: {each.reason}"))
    if status.candidate:
        out.print(Text("         others could be proposed: `serai rules check` shows the cells that they move"))
    for flaw in status.lapsed:
        out.print(Text(f"         {flaw}"))
    for flaw in status.flaws:
        out.print(Text(f"         the operator's folder is not valid, and the rules in force stay: {flaw}"))


def _print_done(done: RuleSet, *, as_json: bool) -> None:
    if as_json:
        print_json(rule_set_view(done))
        return
    _print_sets([done])
    if done.state is RuleSetState.WAITING:
        terminal.say(f"A second person has to approve: `serai rules approve {done.id} --by NAME --reason WHY`.")


def _line(rule: RuleAnswer) -> str:
    about = f" {rule.subclass}" if rule.subclass else ""
    ways = f"{','.join(rule.from_state) or 'any'} -> {','.join(rule.to) or 'any'}"
    return f"{rule.id}  {ways}  {','.join(rule.data_class)}{about}  {rule.effect.value}  (confidence {rule.confidence.value})"


def _print_rules(found: RulesAnswer) -> None:
    for rule in found.items:
        terminal.answer(_line(rule))
        _print_details(rule)


def _days(first: date | None, last: date | None) -> str:
    return f"from {first or 'always'} until {last or 'further notice'}" if first or last else ""


def _print_details(rule: RuleAnswer) -> None:
    for label, value in (
        ("purposes", ", ".join(rule.purpose)),
        ("conditions", ", ".join(rule.conditions)),
        ("overrides", ", ".join(rule.overrides)),
        ("article", rule.citation),
        ("read in", "; ".join(each.source for each in rule.source)),
        ("law in force", _days(rule.valid_from, rule.valid_until)),
        ("used", _days(rule.used_from, rule.used_until)),
        ("known since", str(rule.known_since)),
        ("confirmed by", f"{rule.confirmation.name}: {rule.confirmation.reason}" if rule.confirmation else ""),
    ):
        if value:
            terminal.answer(f"  {label}: {value}")
