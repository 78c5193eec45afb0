"""What there is by state, and of what there is little."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table

from search.params import parse

from ..answers.balance_findings import balance_answer
from ..answers.balance_statement import HEADINGS, statement
from ..answers.balance_words import English
from ..answers.shapes.balance import BalanceAnswer
from ..pipeline.usable import resolved
from . import terminal
from .datasets import Usage, Where, pair
from .filters import takes_filters, understood
from .parts import Json, app, fail, installation, print_json


@app.command()
@takes_filters(but=("q", "way", "usage"))
def coverage(
    text: Annotated[str, typer.Argument(help="Words in any language; empty counts everything.")] = "",
    *,
    where: Where = None,
    usage: Usage = None,
    as_statement: Annotated[bool, typer.Option("--statement", help="Print a data statement in Markdown.")] = False,
    as_json: Json = False,
    filters: list[tuple[str, str]],
) -> None:
    """Count what there is by state, and say what is thin or missing."""
    if as_json and as_statement:
        fail("Give --json or --statement.", code=2)
    asked, filters = [("q", text), *(("usage", each) for each in usage or [])], [*filters, *map(pair, where or [])]
    parse([*asked, *filters])  # what is wrong is said before anything is opened
    with installation() as services:
        query, names = resolved(services, parse([*asked, *understood(services, filters)])), English(services.sources)
        found = balance_answer(services, query)
        place = services.settings.base_url or ""
    if as_json:
        print_json(found)
    elif as_statement:
        print(statement(found, query, names, place=place), end="")  # noqa: T201 - the answer of the command
    else:
        _print(found, names)


def _print(found: BalanceAnswer, names: English) -> None:
    out = terminal.answers()
    table = Table("state", "datasets", "share", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for each in found.states:
        table.add_row(names.state(each.state), names.number(each.count), names.percent(each.share))
    out.print(table)
    for line in _lines(found):
        terminal.answer(line)


def _lines(found: BalanceAnswer) -> Iterator[str]:
    yield "Thin or missing:" if found.findings else "Nothing is thin or missing by the rules."
    yield from (f"  {each.code}: {each.words}" for each in found.findings)
    yield "Evenness, from 0 (all in one) to 1 (all alike):"
    yield from ([f"  The members: {found.evenness:.2f}"] if found.evenness is not None else [])
    for each in found.dimensions:
        if each.evenness is not None:
            yield f"  {HEADINGS.get(each.field, each.field)}: {each.evenness:.2f} over {each.kinds:,} values"
