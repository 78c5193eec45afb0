"""`serai reassess`: all records judged again by the rules of today."""

import time
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from schemas.actor import Actor
from schemas.reassessment import AT_WORK, Reassessment, ReassessmentState

from ..answers.decisions import in_a_line
from ..answers.reassessments import EffectAnswer, ReassessmentReport, list_reassessments, reassessment_report, reassessment_view
from ..pipeline import reassess, reassessing
from ..services import Services
from . import terminal
from .parts import By, Json, Reason, app, bring_index_up, installation, print_json

PAUSE = 1.0
"""Seconds between two looks at what another process does."""

group = typer.Typer(help="Judge all records again by the rules of today.", no_args_is_help=True)
app.add_typer(group, name="reassess")

Number = Annotated[int, typer.Argument(metavar="ID", help="A re-assessment's number; `serai reassess list` lists them.")]
Later = Annotated[bool, typer.Option("--later", help="Leave the work to a worker, and do not wait for it.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")]


@group.command("ask")
def ask(*, by: By, reason: Reason, later: Later = False, as_json: Json = False) -> None:
    """Show what today's rules would change. No record is changed."""
    with installation() as services:
        _done(services, reassess.ask(services, reason=reason, by=Actor.person(by)), later=later, as_json=as_json)


@group.command("confirm")
def confirm(reassessment: Number, *, by: By, later: Later = False, as_json: Json = False) -> None:
    """Apply the difference that one asked for. What protects less may wait for a second person."""
    with installation() as services:
        _done(services, reassess.confirm(services, reassessment, by=Actor.person(by)), later=later, as_json=as_json)


@group.command("approve")
def approve(reassessment: Number, *, by: By, reason: Reason, later: Later = False, as_json: Json = False) -> None:
    """Apply a difference that waits for a second person."""
    with installation() as services:
        approved = reassess.approve(services, reassessment, by=Actor.person(by), reason=reason)
        _done(services, approved, later=later, as_json=as_json)


@group.command("reject")
def reject(reassessment: Number, *, by: By, reason: Reason, as_json: Json = False) -> None:
    """Refuse a difference, or withdraw one's own. No record is changed."""
    with installation() as services:
        _print(reassess.reject(services, reassessment, by=Actor.person(by), reason=reason), as_json=as_json)


@group.command("stop")
def stop(reassessment: Number, *, by: By, as_json: Json = False) -> None:
    """End the work of a re-assessment at its next step. What it has applied stays."""
    with installation() as services:
        _print(reassess.stop(services, reassessment, by=Actor.person(by)), as_json=as_json)


@group.command("show")
def show(
    reassessment: Number,
    *,
    limit: Limit = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to skip.")] = 0,
    as_json: Json = False,
) -> None:
    """Print a re-assessment and what differs: first what protects less, then that of the most records."""
    with installation() as services:
        report = reassessment_report(services.store, reassessment, offset=offset, limit=limit)
    print_json(report) if as_json else _print_report(report)


@group.command("list")
def list_all(
    *,
    state: Annotated[ReassessmentState | None, typer.Option(help="Only those in this state.")] = None,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """List the re-assessments, the latest first."""
    with installation() as services:
        listed = list_reassessments(services.store, state=state, limit=limit)
    if as_json:
        print_json(listed)
        return
    for each in listed.items:
        terminal.answer(_line(each))


def _done(services: Services, found: Reassessment, *, later: bool, as_json: bool) -> None:
    """Do the work that a person has asked for, or see how another process does it; then print what came out."""
    if later or found.state not in AT_WORK:
        _print(found, as_json=as_json)
        return
    ended = _worked(services, found)
    if ended.changed:
        bring_index_up(services)
    report = reassessment_report(services.store, ended.id, limit=50)
    print_json(report) if as_json else _print_report(report)
    if ended.state in {ReassessmentState.FAILED, ReassessmentState.STOPPED}:
        raise typer.Exit(1)


def _worked(services: Services, found: Reassessment) -> Reassessment:
    """The re-assessment after its phase, which this process does unless another one holds it."""
    stored = services.store.reassessments
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.messages(), disable=not terminal.messages().is_terminal) as bar:
        task = bar.add_task(found.state.value)

        def tell(step: Reassessment) -> None:
            _tell(bar, task, step)

        while found.state in AT_WORK:
            held = stored.take(at=services.clock())
            if held is not None:
                try:
                    found = reassessing.carry_out(services, held, on_step=tell)
                except KeyboardInterrupt:
                    terminal.say(f"A worker goes on with it; `serai reassess stop {found.id} --by NAME` ends it.")
                    raise
            else:
                time.sleep(PAUSE)
                found = stored.get(found.id)
                tell(found)
    return found


def _tell(bar: Progress, task: TaskID, step: Reassessment) -> None:
    comparing = step.state is ReassessmentState.COMPARING
    done = step.read if comparing else step.changed + step.same + step.left
    bar.update(task, completed=done, total=step.total if comparing else step.differing + step.undeclared + step.failed)


def _print(found: Reassessment, *, as_json: bool) -> None:
    print_json(reassessment_view(found)) if as_json else terminal.answer(_line(found))


def _line(found: Reassessment) -> str:
    """A re-assessment in one line."""
    counts = [f"{found.read} of {found.total} read", f"{found.differing} differ"]
    counts += [f"{found.undeclared} of portals that are not declared"] if found.undeclared else []
    counts += [f"{found.failed} failed"] if found.failed else []
    counts += [f"{getattr(found, name)} {name}" for name in ("changed", "same", "left") if found.confirmed_at]
    eyes = f"  (four eyes: {', '.join(found.why_four_eyes)})" if found.four_eyes else ""
    line = f"{found.id:5}  {found.at:%Y-%m-%d}  {found.by}  {found.state.value}: {', '.join(counts)}{eyes}"
    return f"{line}: {found.error}" if found.error else line


def _print_report(report: ReassessmentReport) -> None:
    """The difference, each part with its rules and an example, and what can be done next."""
    out = terminal.answers()
    out.print(Text(_line(report)))
    for former in report.former:
        out.print(Text(f"       judged by {former}"), style="dim")
    out.print(Text(f"       rules     {report.rules}"), style="dim")
    for effect in report.items:
        before, after = (_told(*sides) for sides in ((effect.before, effect.after), (effect.after, effect.before)))
        change = f"{before} -> {after}" if effect.before != effect.after else f"{before}, for other reasons"
        out.print(Text(f"{effect.count:6}  {effect.aspect.value}: {change}{_meaning(effect)}"))
        rules = " -> ".join(dict.fromkeys(rule or "-" for rule in (effect.rule_before, effect.rule_after)))
        examples = [f"{each.id}{terminal.titled(each.title)}" for each in effect.examples[:1]]
        out.print(Text("        " + "  e.g. ".join([rules, *examples])), style="dim")
    if len(report.items) < report.differences:
        terminal.say(f"{report.differences} differences in all: `serai reassess show {report.id} --offset N` lists the others.")
    if report.state is ReassessmentState.COMPARED:
        terminal.say(f'Nothing has been changed: `serai reassess confirm {report.id} --by "{report.by.name}"` does it.')
    if report.state is ReassessmentState.WAITING:
        terminal.say(f"A second person has to approve: `serai reassess approve {report.id} --by NAME --reason WHY`.")


def _told(said: Mapping[str, Any], beside: Mapping[str, Any]) -> str:
    """What is concluded, with what else differs from what it is beside: `CC-BY-4.0, commercial yes`."""
    more = {name: each for name, each in said.items() if name not in {"value", "subclass"} and each != beside.get(name)}
    return ", ".join(
        [in_a_line(said), *(f"{name} {' '.join([each] if isinstance(each, str) else each)}" for name, each in more.items())]
    )


def _meaning(effect: EffectAnswer) -> str:
    """What a difference means for those who are protected."""
    parts = [*effect.lowered, *(["stricter"] if effect.stricter else []), *(["beside a decision"] if effect.decided else [])]
    return f"  ({', '.join(parts)})" if parts else ""
