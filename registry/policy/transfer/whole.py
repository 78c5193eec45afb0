"""The answer of several datasets as one: the strictest effect, and what all of them ask for. For one dataset it is its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from schemas.assessment import Confidence
from schemas.usage import Condition, Ground, Question, UsageEffect, UsedRule

from ..findings import lowest
from .ancestors import Part
from .evaluate import strictest
from .rules import TransferRules
from .verdict import conditions, deciding, missing, used_rules

T = TypeVar("T", Condition, Question)


@dataclass(frozen=True, slots=True)
class Whole:
    """A dataset and its ancestors, in this order."""

    parts: tuple[Part, ...]

    @property
    def effect(self) -> UsageEffect:
        return strictest(part.evaluation.effect for part in self.parts)

    @property
    def behind(self) -> UsageEffect:
        """The effect without regard to confidence."""
        return strictest(part.evaluation.behind for part in self.parts)

    @property
    def confidence(self) -> Confidence:
        return lowest(*(part.evaluation.confidence for part in self.parts))

    def decided_by(self) -> tuple[Ground, ...]:
        """The grounds of the dataset, if it is as restricted as the whole; and `ancestor`, if one of its ancestors is."""
        own, *others = self.parts
        grounds = deciding(own.evaluation) if own.evaluation.effect is self.effect else ()
        blocked = any(part.evaluation.effect is self.effect for part in others)
        return tuple(dict.fromkeys((*grounds, Ground.ANCESTOR))) if blocked else grounds

    def rules(self) -> tuple[UsedRule, ...]:
        """The rules of all, each once."""
        return tuple({rule.id: rule for part in self.parts for rule in used_rules(part.evaluation)}.values())

    def conditions(self, rules: TransferRules, day: date) -> tuple[Condition, ...]:
        """The conditions of all, each once. One is met if it is met for every dataset that it is asked of."""

        def united(several: list[Condition]) -> Condition:
            met = all(each.met for each in several)
            return several[0].model_copy(
                update={
                    "rule": _each(id_ for one in several for id_ in one.rule),
                    "about": _each(item for one in several for item in one.about),
                    "met": met,
                    "mechanism": several[0].mechanism if met else None,
                }
            )

        return self._united(lambda part: conditions(part.evaluation, part.facts, part.record.curation, rules, day), united)

    def missing(self, rules: TransferRules) -> tuple[Question, ...]:
        """The questions of all, each once."""

        def united(several: list[Question]) -> Question:
            return several[0].model_copy(update={"about": _each(item for one in several for item in one.about)})

        return self._united(lambda part: missing(part.evaluation, part.facts, rules), united)

    def _united(self, told: Callable[[Part], Iterable[T]], united: Callable[[list[T]], T]) -> tuple[T, ...]:
        """What is told of the parts, what has one code as one, with the datasets that it is told of if there are several."""
        if len(self.parts) == 1:
            return tuple(told(self.parts[0]))
        found: dict[str, list[T]] = {}
        of: dict[str, list[UUID]] = {}
        for part in self.parts:
            for each in told(part):
                found.setdefault(each.code, []).append(each)
                of.setdefault(each.code, []).append(part.record.id)
        return tuple(united(several).model_copy(update={"of": tuple(of[code])}) for code, several in found.items())


def _each(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
