"""Asking whether a dataset may be used."""

import json
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import typer
from rich.text import Text

from schemas.actor import COMMAND, Actor
from schemas.answers import Basis, RestsOn
from schemas.reason import Remark
from schemas.usage import Condition, UsageRequest, UsageVerdict, UsedRule

from ..answers import keeping
from ..answers.trail import proof_text
from ..answers.usage import given, usage_view
from ..services import Services
from ..store.answers import Kept
from . import terminal
from .days import STATES, day, not_kept
from .parts import Json, app, fail, installation, named, print_json, valid


def remark(text: str | None) -> str | None:
    """A remark in an option that may be left out."""
    return None if text is None else valid(Remark)(text)


@app.command()
def usage(
    record: Annotated[UUID, typer.Argument(metavar="ID", help="A record's id.")],
    *,
    state: Annotated[str, typer.Option(metavar="STATE", help="The user's state, ISO 3166-1 alpha-2.")],
    purpose: Annotated[str, typer.Option(metavar="PURPOSE", help="What the data are for, e.g. research.")],
    at: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day of the use, which may be past; today if it is left out.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the answer. It gets a number, and is public.")] = False,
    affiliation: Annotated[
        str | None, typer.Option(callback=remark, help="With --keep: the body that the user belongs to.")
    ] = None,
    recipient: Annotated[str | None, typer.Option(callback=remark, help="With --keep: who gets the data.")] = None,
    by: Annotated[str | None, typer.Option(help="With --keep: the name of the person who keeps it.")] = None,
    as_json: Json = False,
) -> None:
    """Tell whether a dataset may be used from a state for a purpose, under which conditions, and by which articles."""
    with installation() as services:
        found = services.store.records.get(record)
        if found is None:
            fail(f"There is no record {record}.", code=1)
        request = UsageRequest(state=state, purpose=purpose, affiliation=affiliation, recipient=recipient)
        if keep:
            actor = Actor.person(named(by)) if by else COMMAND
            kept, _ = keeping.keep(services, found, request, at=day(at), by=actor)
            print_kept(services, kept, as_json=as_json)
            return
        answer = usage_view(given(services, found, request, at=day(at)))
    print_json(answer) if as_json else _print(answer, answer.basis, answer.rests_on)


def print_kept(services: Services, kept: Kept, *, as_json: bool) -> None:
    """Print a kept answer. As JSON, its values are exactly those that were hashed."""
    if as_json:
        whole = keeping.kept_json(services, kept)
        print(json.dumps(whole, indent=2, ensure_ascii=False))  # noqa: T201 - the answer of the command
        return
    answer, request = kept.answer, kept.answer.verdict.request
    _print(answer.verdict, answer.basis, answer.rests_on)
    terminal.answer(f"  asked from {request.state} for {request.purpose} about record {answer.record}, version {answer.version}")
    terminal.answer(f"  answer {kept.number}, kept by {answer.by or 'a visitor'} at {answer.at.isoformat(timespec='seconds')}")
    terminal.answer(f"  rules {answer.verdict.rules}")
    terminal.answer(f"  rules {answer.assessment_rules}")
    terminal.answer(f"  SHA-256 {kept.hash}, of the record {answer.record_hash}")
    if kept.entry is not None:
        proof = proof_text(services, kept.entry)
        terminal.answer(f"  entry {kept.entry} of the audit trail{'' if proof else ', not signed yet'}")
        if proof:
            print(f"\n{proof}", end="")  # noqa: T201 - the answer of the command, whose lines must stay whole


def _print(verdict: UsageVerdict, basis: Basis, rests_on: RestsOn | None) -> None:
    out = terminal.answers()
    first, *rest = lines(verdict, basis, rests_on)
    out.print(Text(first, style="bold"))
    for line in rest:
        out.print(Text(line))


def lines(verdict: UsageVerdict, basis: Basis, rests_on: RestsOn | None) -> Iterator[str]:
    """A verdict as lines for people."""
    behind = f", would be {verdict.would_be} if a person confirmed it" if verdict.would_be else ""
    yield f"{verdict.effect}{behind} (confidence {verdict.confidence}, by {', '.join(verdict.decided_by)})"
    yield from (f"  {each.effect}: {each.words}" for each in verdict.ancestor)
    yield from (f"  condition {each.code}: {_told(each)}" for each in verdict.condition)
    for rule in verdict.rule:
        yield f"  rule {rule.id}: {rule.effect}, confidence {rule.confidence}{_by_whom(rule)}. {rule.citation}"
    for question in verdict.missing:
        about = f" ({', '.join(question.about)})" if question.about else ""
        yield f"  missing: {question.question}{about}"
    yield from (f"  {each.effect} if {each.fact} is: {each.value}" for each in verdict.would_change)
    yield from _came_about(basis, rests_on)
    yield f"  for {verdict.day}; this is information, not legal advice"


def _came_about(basis: Basis, rests_on: RestsOn | None) -> Iterator[str]:
    """How an answer of a past day came about."""
    if basis is Basis.KEPT:
        yield "  given and kept on that day"
    if rests_on is not None:
        yield f"  computed later, from the record ({STATES[rests_on.state]}) and the rules as they stood at the end of the day"
        yield from not_kept(rests_on.not_kept)


def _by_whom(rule: UsedRule) -> str:
    """Who confirmed the rule, and whether it is one of this installation."""
    said = rule.confirmation
    confirmed = f", confirmed by {said.name} on {said.day}: {said.reason} ({said.citation})" if said else ""
    return f"{', of this installation' if rule.own else ''}{confirmed}"


def _told(condition: Condition) -> str:
    about = f" ({', '.join(condition.about)})" if condition.about else ""
    return f"{condition.words}{about}{' [met]' if condition.met else ''}"
