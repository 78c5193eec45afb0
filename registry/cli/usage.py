"""Asking whether a dataset may be used."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from uuid import UUID

import typer
from rich.text import Text

from schemas.usage import Condition, UsageRequest, UsageVerdict

from ..answers.usage import usage_view
from ..policy.transfer.errors import InvalidUsage
from . import terminal
from .parts import Json, app, fail, installation, print_json


@app.command()
def usage(
    record: Annotated[UUID, typer.Argument(metavar="ID", help="A record's id.")],
    *,
    state: Annotated[str, typer.Option(metavar="STATE", help="The user's state, ISO 3166-1 alpha-2.")],
    purpose: Annotated[str, typer.Option(metavar="PURPOSE", help="What the data are for, e.g. research.")],
    at: Annotated[str | None, typer.Option(metavar="DAY", help="The day of the use; today if it is left out.")] = None,
    as_json: Json = False,
) -> None:
    """Tell whether a dataset may be used from a state for a purpose, under which conditions, and by which articles."""
    with installation() as services:
        found = services.store.records.get(record)
        if found is None:
            fail(f"There is no record {record}.", code=1)
        request = UsageRequest(state=state, purpose=purpose)
        answer = usage_view(found, request, services.rules, at=_day(at), today=services.clock().date())
    if as_json:
        print_json(answer)
        return
    out = terminal.answers()
    first, *rest = lines(answer)
    out.print(Text(first, style="bold"))
    for line in rest:
        out.print(Text(line))


def lines(verdict: UsageVerdict) -> Iterator[str]:
    """A verdict as lines for people."""
    behind = f", would be {verdict.would_be} if a person confirmed it" if verdict.would_be else ""
    yield f"{verdict.effect}{behind} (confidence {verdict.confidence}, by {', '.join(verdict.decided_by)})"
    yield from (f"  condition {each.code}: {_told(each)}" for each in verdict.condition)
    for rule in verdict.rule:
        yield f"  rule {rule.id}: {rule.effect}, confidence {rule.confidence}. {rule.citation}"
    for question in verdict.missing:
        about = f" ({', '.join(question.about)})" if question.about else ""
        yield f"  missing: {question.question}{about}"
    yield from (f"  {each.effect} if {each.fact} is: {each.value}" for each in verdict.would_change)
    yield f"  for {verdict.day}; this is information, not legal advice"


def _told(condition: Condition) -> str:
    about = f" ({', '.join(condition.about)})" if condition.about else ""
    return f"{condition.words}{about}{' [met]' if condition.met else ''}"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise InvalidUsage("at", "day-unreadable", value=text or "") from None
