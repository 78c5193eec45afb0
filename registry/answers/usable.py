"""How many records of a search may be used, and why the others may not: its shapes, and the function that counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from schemas.model import Model
from schemas.usage import Question, ShortVerdict, UsageEffect, UsageReason
from search.query import Results
from search.values import GROUNDS

from ..pipeline.usable import Usable
from ..policy.transfer.wanted import USABLE


class EffectCount(Model):
    """How many records have an effect, and whether it is one of those that the search looks for."""

    effect: UsageEffect
    count: int
    chosen: bool


class NotUsable(UsageReason):
    """Why `count` records are not usable: a rule that decides on them, and what would have to be found out.

    Of these, `alone` are those on which no other rule decides. A record on which several decide counts for each of them.
    """

    effect: UsageEffect
    count: int
    alone: int


class UsageCounts(Model):
    """How many of the records found may be used from a state, for a purpose, on a day, by the rules of a version.

    `effects` has all effects, counted without the filter on them. `left_out` tells why records are not usable (neither allowed
    nor conditional), the most records first. `uncounted` is 0, or how many kinds of records are so rare in a huge catalogue that
    they were not looked at: they are in no count, and a filter does not find them.
    """

    state: str
    purpose: str
    day: date
    rules: str
    effects: tuple[EffectCount, ...]
    left_out: tuple[NotUsable, ...]
    uncounted: int = 0


@dataclass
class _Tally:
    """What is counted for one reason."""

    reason: UsageReason
    count: int = 0
    alone: int = 0
    about: Counter[str] = field(default_factory=Counter)
    missing: dict[str, Question] = field(default_factory=dict)


def usage_counts(usable: Usable, results: Results) -> UsageCounts:
    """The counts of a search whose facet `usage_grounds` was counted."""
    facet = next(facet for facet in results.facet if facet.field == GROUNDS)
    found = ((usable.verdict(value.value), value.count) for value in facet.value if value.count)
    return counts_of(usable, found, uncounted=facet.other)


def counts_of(usable: Usable, verdicts: Iterable[tuple[ShortVerdict, int]], *, uncounted: int = 0) -> UsageCounts:
    """The counts of records: verdicts, each with how many have it, and how many kinds of records were not counted."""
    effects: Counter[UsageEffect] = Counter()
    reasons: dict[tuple[UsageEffect, str, bool], _Tally] = {}
    for verdict, count in verdicts:
        effects[verdict.effect] += count
        for reason in verdict.reason if verdict.effect not in USABLE else ():
            tally = reasons.setdefault((verdict.effect, reason.rule, reason.uncertain), _Tally(reason))
            tally.count += count
            tally.alone += count if len(verdict.reason) == 1 else 0
            tally.about.update(dict.fromkeys(reason.about, count))
            tally.missing.update((question.code, question) for question in reason.missing)
    return UsageCounts(
        state=usable.request.state,
        purpose=usable.request.purpose,
        day=usable.day,
        rules=usable.rules.transfer.version,
        effects=tuple(
            EffectCount(effect=effect, count=effects[effect], chosen=effect in usable.effects) for effect in UsageEffect
        ),
        left_out=tuple(_left_out(effect, tally) for (effect, _, _), tally in sorted(reasons.items(), key=_rank)),
        uncounted=uncounted,
    )


def _rank(item: tuple[tuple[UsageEffect, str, bool], _Tally]) -> tuple[int, tuple[UsageEffect, str, bool]]:
    kind, tally = item
    return -tally.count, kind


def _left_out(effect: UsageEffect, tally: _Tally) -> NotUsable:
    about = tuple(sorted(tally.about, key=lambda each: (-tally.about[each], each)))
    told = dict(tally.reason) | {"about": about, "missing": tuple(tally.missing.values())}
    return NotUsable(**told, effect=effect, count=tally.count, alone=tally.alone)
