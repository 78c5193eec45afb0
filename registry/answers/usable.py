"""How many records of a search may be used, and why the others may not: the function that counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.usage import Question, ShortVerdict, UsageEffect, UsageReason
from search.query import Results
from search.values import GROUNDS

from ..pipeline.usable import Usable
from ..policy.transfer.wanted import USABLE
from .shapes.usable import EffectCount, NotUsable, UsageCounts


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
