"""The tool `may_i_use`: whether datasets may be used from a state for a purpose, under which conditions."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.assessment import Confidence
from schemas.record import CatalogRecord
from schemas.usage import AncestorVerdict, Condition, ShortVerdict, UsageEffect, UsageRequest, UsageVerdict

from ..answers.usage import Given, given
from ..pipeline.curate import SourceMissing
from ..pipeline.days import DayError
from ..pipeline.past import Made
from .asked import Arguments, Cursor, Place, StateCode, offset_of
from .told import NO_ADVICE, SHORT, marks, named
from .writing import Answer, Item

MOST_IDS, MOST_ANCESTORS = 20, 8

TAIL = (NO_ADVICE, "The tool why, with about=use, gives the articles, and what would change an answer.")

_YES = frozenset({UsageEffect.ALLOWED, UsageEffect.CONDITIONAL})

_TOLD = {
    UsageEffect.ALLOWED: "Yes.",
    UsageEffect.CONDITIONAL: "Yes, under conditions.",
    UsageEffect.AUTHORISATION: "Only with an authorisation.",
    UsageEffect.UNCLEAR: "Unclear: this is no yes. A person has to decide.",
    UsageEffect.PROHIBITED: "No.",
}


class Use(Arguments):
    """A use of datasets."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_IDS, description="Ids of datasets, as search gives them.")]
    state: Annotated[StateCode, Field(description="The state from which the data are used, ISO 3166-1 alpha-2, such as KZ.")]
    purpose: Annotated[str, Field(max_length=200, description="What the data are for.")]
    day: Annotated[date | None, Field(description="The day of the use, also a past one (2026-11-20). Without it, today.")] = None
    cursor: Cursor = ""

    @property
    def request(self) -> UsageRequest:
        return UsageRequest(state=self.state.upper(), purpose=self.purpose)


def may_i_use(place: Place, asked: Use) -> Answer:
    """The answer about each dataset, in their order. Raises `InvalidUsage`, `BadCursor` and what `given` raises of one."""
    begin = offset_of(asked.cursor)
    ids = list(dict.fromkeys(asked.ids))
    if len(ids) == 1 and (only := place.services.store.records.get(ids[0])):
        return _of_one(place, asked, only)
    items = _items(place, asked, ids[begin:])
    return Answer(head=(_head(place, asked),), items=items, tail=TAIL, cursor=lambda shown: str(begin + shown))


def _head(place: Place, asked: Use) -> str:
    return f"Use from {asked.state.upper()} for {asked.purpose} on {asked.day or place.services.clock().date()}:"


def _items(place: Place, asked: Use, ids: Sequence[UUID]) -> list[Item]:
    records = place.services.store.records.get_many(ids)
    made: Made = {}
    return [
        _item(place, asked, record, made) if (record := records.get(id)) else (f"id {id}: there is no such dataset.",)
        for id in ids
    ]


def _of_one(place: Place, asked: Use, record: CatalogRecord) -> Answer:
    """The answer about one dataset: it can be long, so each condition and each rule is shown or left for the next answer."""
    begin = offset_of(asked.cursor)
    first, *lines = _item(place, asked, record, {})
    return Answer(
        head=(_head(place, asked), first),
        items=[(line,) for line in lines][begin:],
        tail=TAIL,
        cursor=lambda shown: str(begin + shown),
    )


def _item(place: Place, asked: Use, record: CatalogRecord, made: Made) -> Item:
    try:
        found = given(place.services, record, asked.request, at=asked.day, changes=False, made=made)
    except (DayError, SourceMissing) as error:
        return (f"id {record.id}: nothing can be told: {error}", *named(place, record))
    return (f"id {record.id}: {effect_line(found.verdict, by_rule=bool(found.verdict.rule))}", *_reasons(place, found))


def effect_line(verdict: UsageVerdict | ShortVerdict, *, by_rule: bool) -> str:
    """The answer in a sentence. What no rule says, or only rules that nobody has confirmed, is never a yes."""
    effect, would_be = verdict.effect, verdict.would_be
    if effect in _YES and (not by_rule or verdict.confidence is Confidence.LOW):
        effect, would_be = UsageEffect.UNCLEAR, effect
    behind = f" If a person confirmed it, it would be {would_be}." if would_be else ""
    grounds = ", ".join(verdict.decided_by)
    return f"{effect}. {_TOLD[effect]}{behind} Decided by {grounds}; confidence {verdict.confidence}."


def _reasons(place: Place, found: Given) -> Item:
    verdict = found.verdict
    deciding = [rule for rule in verdict.rule if rule.ground in verdict.decided_by and rule.effect == verdict.effect]
    rules = [f"rule {rule.id}: {rule.effect}. {rule.citation}" for rule in (deciding or verdict.rule)[:4]]
    left = len(verdict.rule) - len(rules)
    return (
        *marks(place, found.record),
        *(f"condition {each.code}: {each.words}{' (met)' if each.met else ''}" for each in verdict.condition),
        *(f"missing: {question.question}" for question in verdict.missing),
        *rules,
        *([f"{left} more rules were used: see the tool why, with about=use."] if left else []),
        *ancestors(verdict.ancestor),
        *named(place, found.record, *_details(verdict.condition), *_made_from(verdict.ancestor)),
    )


def _details(conditions: Sequence[Condition]) -> list[tuple[str, str, int]]:
    """What conditions are about: subclasses, or words of the licence or of the holder."""
    return [(f"about {each.code}", ", ".join(each.about), SHORT) for each in conditions if each.about]


def ancestors(found: Sequence[AncestorVerdict]) -> Item:
    """The answers about what a dataset was made from, without words of others."""
    told = (f"made from {each.record or 'something that is not here'}: {each.effect}" for each in found[:MOST_ANCESTORS])
    left = len(found) - MOST_ANCESTORS
    return (*told, *([f"made from {left} more: the API's answer has all of them"] if left > 0 else []))


def _made_from(found: Sequence[AncestorVerdict]) -> list[tuple[str, str, int]]:
    return [("made from", each.said, SHORT) for each in found[:MOST_ANCESTORS]]
