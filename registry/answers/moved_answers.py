"""What a decision about many records means for answers: how many get another one. It is worked out from the grounds that a
proposal keeps, so no record is read.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from schemas.model import Model
from schemas.proposals import MovedGrounds
from schemas.usage import UsageEffect, UsageRequest

from ..pipeline.usable import Usable
from ..policy.rules import Rules
from ..services import Services

PURPOSE = "research"
"""The purpose for which the answers of all members are compared."""


class MovedAnswer(Model):
    """How many records get another answer to one question: its effect before, and after."""

    state: str
    purpose: str
    before: UsageEffect
    after: UsageEffect
    count: int


def members(rules: Rules) -> tuple[tuple[str, str], ...]:
    """Each member state, with the purpose of research. Raises `InvalidRules`."""
    return tuple((state, PURPOSE) for state in sorted(rules.transfer.members))


def moved_answers(
    services: Services, grounds: Sequence[MovedGrounds], asked: Iterable[tuple[str, str]]
) -> tuple[MovedAnswer, ...]:
    """The answers that change for these states and purposes, by the rules of today; of each, the most records first.

    Raises `InvalidUsage` and `InvalidRules`.
    """
    moved: list[MovedAnswer] = []
    for state, purpose in asked:
        usable = Usable(services.rules, UsageRequest(state=state, purpose=purpose), services.clock().date())
        counts: Counter[tuple[UsageEffect, UsageEffect]] = Counter()
        for each in grounds:
            counts[usable.verdict(each.before).effect, usable.verdict(each.after).effect] += each.count
        moved += (
            MovedAnswer(state=state, purpose=purpose, before=before, after=after, count=count)
            for (before, after), count in counts.most_common()
            if before is not after
        )
    return tuple(moved)
