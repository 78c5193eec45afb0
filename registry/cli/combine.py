"""Asking what becomes of datasets that are combined."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import typer
from rich.text import Text

from schemas.answers import StateBasis
from schemas.combination import MAX_DATASETS, Combination, CombinedAncestor, Duty, LicensePair
from schemas.usage import UsageRequest

from ..answers.combination import CombinationAnswer, CombinedAnswer, DatasetsMissing, DatasetsWithdrawn, combination_view
from ..policy.combination_rules import CombinationFile
from . import terminal
from .days import day, not_kept
from .parts import Json, app, fail, installation, print_json


@app.command()
def combine(
    records: Annotated[list[UUID], typer.Argument(metavar="ID...", help="The ids of records.")],
    *,
    state: Annotated[str, typer.Option(metavar="STATE", help="The user's state, ISO 3166-1 alpha-2.")],
    purpose: Annotated[
        str, typer.Option(metavar="PURPOSE", help="What the result is for, e.g. research, or adaptation to publish it.")
    ],
    at: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day of the use, which may be past; today if it is left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell what becomes of datasets that are combined: what blocks, the joint duties, and the licences for the result."""
    if len(records) > MAX_DATASETS:
        fail(f"At most {MAX_DATASETS} datasets can be combined.", code=2)
    request = UsageRequest(state=state, purpose=purpose)
    with installation() as services:
        try:
            answer = combination_view(services, records, request, at=day(at))
            table = services.rules.combination.file
        except DatasetsMissing as error:
            fail(f"There is no record {error}.", code=1)
        except DatasetsWithdrawn as error:
            now = "".join(f" The dataset of {id_} is {survivor} now." for id_, survivor in error.ids.items() if survivor)
            fail(f"The portal no longer lists {error}: leave it out.{now}", code=1)
    if as_json:
        print_json(answer)
        return
    out = terminal.answers()
    first, *rest = lines(answer, table)
    out.print(Text(first, style="bold"))
    for line in rest:
        out.print(Text(line))


def lines(combination: CombinationAnswer, table: CombinationFile) -> Iterator[str]:
    """The answer as lines for people, in the words of the table of combinations."""
    behind = f", would be {combination.would_be} if a person confirmed it" if combination.would_be else ""
    yield f"{combination.effect}{behind} (confidence {combination.confidence})"
    yield f"  {table.uses[combination.use].label}"
    yield from (f"  dataset {_dataset(each)}" for each in combination.dataset)
    yield from (f"  made from {_ancestor(each)}" for each in combination.ancestor)
    if combination.outcome and combination.published:
        yield f"  licences together: {combination.outcome}; if the result is published as one dataset: {combination.published}"
    yield from (f"  blocks: {_pair(pair, combination)}" for pair in combination.pair if pair.blocks)
    yield from (f"  {reason.words}" for reason in combination.because)
    yield f"  licences for the result: {', '.join(combination.outgoing) or 'none'}"
    yield from (f"  duty {duty.code}: {_duty(duty)}" for duty in combination.duty)
    for condition in combination.condition:
        yield f"  condition {condition.code}: {condition.words}{' [met]' if condition.met else ''}{_of(condition.record)}"
    yield from (f"  caution {each.code}, confidence {each.confidence}: {each.words}" for each in combination.caution)
    yield from (f"  missing: {question.question}{_of(question.record)}" for question in combination.missing)
    if combination.rests_on:
        yield "  computed later, from the records and the rules as they stood at the end of the day"
        yield from not_kept(combination.rests_on.not_kept)
    yield f"  for {combination.day}; this is information, not legal advice"


def _dataset(each: CombinedAnswer) -> str:
    return f"{each.record} {each.license}: {each.verdict.effect}. {each.title.value}{_stood(each)}"


def _stood(each: CombinedAnswer) -> str:
    """The version of a past day, and whether it had to be made again."""
    if each.rests_on is None:
        return ""
    again = ", made again from the archive" if each.rests_on.state is StateBasis.REMADE else ""
    return f" (version {each.version}{again})"


def _ancestor(each: CombinedAncestor) -> str:
    return f"{each.record} {each.license}: {each.title.value}{_of(each.through)}"


def _pair(pair: LicensePair, combination: Combination) -> str:
    behind = [each for each in combination.ancestor if each.record in {*pair.first, *pair.second}]
    through = f" (through what they were made from: {', '.join(str(each.record) for each in behind)})" if behind else ""
    reasons = "; ".join(f"{reason.words} (confidence {reason.confidence})" for reason in pair.because)
    return f"{' and '.join(pair.license)}{through}: {pair.outcome}. {reasons}"


def _duty(duty: Duty) -> str:
    about = f" {', '.join(duty.about)}." if duty.about else ""
    return f"{duty.words}{about}{' If you share the result.' if duty.on_sharing else ''}"


def _of(records: tuple[UUID, ...]) -> str:
    return f" (of {', '.join(map(str, records))})"
