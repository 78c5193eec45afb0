"""Printing runs, their reports, and what is wrong at a portal."""

from collections.abc import Iterable

from rich.text import Text

from ..answers.open_issues import CauseAnswer, OpenIssuesAnswer
from ..answers.shapes.issues import GroupAnswer
from ..answers.shapes.runs import RunAnswer, RunReport
from . import terminal


def print_runs(runs: Iterable[RunAnswer]) -> None:
    """Runs, one a line, each with what became of its held withdrawal."""
    for run in runs:
        terminal.answers().print(Text(f"{run.started:%Y-%m-%d %H:%M}  {terminal.run_line(run)}"))
        _print_held(run)


def print_ended(runs: Iterable[RunAnswer]) -> None:
    """Runs that have just ended, one a line, each with what became of its held withdrawal."""
    for run in runs:
        terminal.answer(terminal.run_line(run))
        _print_held(run)


def print_report(report: RunReport) -> None:
    """A run, what became of its held withdrawal, and what it found wrong, in the order of the effect."""
    terminal.answers().print(Text(terminal.run_line(report), style="bold"))
    _print_held(report)
    _print_causes(report.issues)


def print_open_issues(found: OpenIssuesAnswer) -> None:
    """What is wrong at a portal now, in the order of the effect, and on which run that rests."""
    out = terminal.answers()
    rests = f"{found.sweep.started:%Y-%m-%d %H:%M} (run {found.sweep.id})" if found.sweep else "never"
    since = f", {found.read_since} records read since" if found.read_since else ""
    out.print(Text(f"{found.source}: {found.total} causes, {found.datasets} datasets; read whole: {rests}{since}", style="bold"))
    _print_causes(found.items)


def _print_held(run: RunAnswer) -> None:
    if held := run.held:
        told = f"withdrawal {held.id} {held.told}; {held.withdrawn} of {held.count} datasets are withdrawn now"
        terminal.answers().print(Text(f"        {told}"), style="dim")


def _print_causes(groups: Iterable[GroupAnswer]) -> None:
    out = terminal.answers()
    for group in groups:
        share = f"  {_percent(group.share)}" if isinstance(group, CauseAnswer) else ""
        out.print(Text(f"{group.count:6}{share}  {group.severity.value:7}  {group.code}  {group.pointer}"))
        example = f", e.g. {group.example_value!r}" if group.example_value else ""
        out.print(Text(f"        {group.title}{example}. {group.how_to_fix}"), style="dim")
        if group.example:
            named = f"{group.example.identifier}{terminal.titled(group.example.title)}"
            out.print(Text(f"        {named}  {group.example.page or ''}".rstrip()), style="dim")


def _percent(share: float) -> str:
    """A share with one decimal, rounded down, so that 100 % means all."""
    return f"{int(1000 * share) / 10:5.1f} %"
