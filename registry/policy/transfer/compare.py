"""Two sets of rules side by side: every answer in which they differ."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any

from schemas.usage import UsageEffect

from .cells import SITUATIONS, Cell, Space, touches
from .errors import TooMuchToCompare
from .evaluate import evaluate
from .rules import TransferRule, TransferRules

Key = tuple[Any, ...]
"""A rule or a condition as it stands, with its id or code first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is compared: the effect as it is shown, the conditions with their words, and the rules used, each as it stands.

    What is prohibited has no conditions: there is no route on which they could be met.
    """

    effect: UsageEffect
    conditions: frozenset[Key] = frozenset()
    rules: frozenset[Key] = frozenset()

    def differs(self, other: "Answer") -> bool:
        return self.effect is not other.effect or self.conditions != other.conditions


NOT_ASKED = Answer(UsageEffect.UNCLEAR)
"""The answer on a purpose that a set of rules does not know."""


class Answering:
    """A set of rules that answers cells."""

    def __init__(self, rules: TransferRules) -> None:
        self._rules = rules
        self._words = {code: (code, each.words, each.met_by) for code, each in rules.conditions.items()}
        self._keys = {id(rule): self._key(rule) for rule in rules.rules}

    def _key(self, rule: TransferRule) -> Key:
        """All of a rule that an answer depends on."""
        reach = (rule.part, rule.from_state, rule.to, rule.purpose, rule.data_class, rule.subclass, frozenset(rule.overrides))
        says = (rule.effect, frozenset(self._words[code] for code in rule.conditions), rule.confidence)
        return (rule.id, *reach, *says, rule.used_from, rule.used_until)

    @cached_property
    def keys(self) -> Mapping[Key, TransferRule]:
        return {self._keys[id(rule)]: rule for rule in self._rules.rules}

    @cached_property
    def frame(self) -> Key:
        """What answers depend on besides the rules."""
        return (
            self._rules.members,
            frozenset(self._rules.counted.items()),
            tuple((each.id, each.permission) for each in self._rules.purposes.values()),
        )

    def answer(self, cell: Cell, space: Space, day: date) -> Answer:
        if cell.purpose not in self._rules.purposes:
            return NOT_ASKED
        found = evaluate(space.facts(cell, self._rules), self._rules, day)
        rules = frozenset(self._keys[id(use.rule)] for use in found.uses)
        if found.effect is UsageEffect.PROHIBITED:
            return Answer(found.effect, rules=rules)
        conditions = frozenset(self._words[code] for use in found.uses for code in use.rule.conditions)
        return Answer(found.effect, conditions, rules)


@dataclass(frozen=True, slots=True)
class Move:
    """One answer that moves, for so many purposes that are not told apart."""

    cell: Cell
    before: Answer
    after: Answer
    since: date
    purposes: int = 1


def moves(space: Space, *, today: date, go_on: Callable[[], bool] = lambda: True) -> Iterator[Move]:
    """Every answer that moves, once for each day from which on it differs in another way.

    `go_on` is asked before each way. Raises `TooMuchToCompare` if it says no.
    """
    sets = (Answering(space.before), Answering(space.after))
    changed = _changed(*sets)
    same = sets[0].frame == sets[1].frame
    said = [each for each in SITUATIONS if not same or any(rule.id == each for rule in changed)]
    days = space.days(today)
    for way in space.ways():
        if same and not any(touches(rule, way) for rule in changed):
            continue
        if not go_on():
            raise TooMuchToCompare
        for statement, purposes in product(space.statements(way, said), space.purposes):
            yield from _along(Cell(way, purposes[0], statement), len(purposes), space, sets, days)


def _changed(before: Answering, after: Answering) -> list[TransferRule]:
    """The rules that only one of two sets has as they stand."""
    return [rule for one, other in ((before, after), (after, before)) for key, rule in one.keys.items() if key not in other.keys]


def _along(cell: Cell, purposes: int, space: Space, sets: tuple[Answering, Answering], days: list[date]) -> Iterator[Move]:
    """The ways in which an answer moves, one day after another."""
    last = None
    for day in days:
        before, after = (each.answer(cell, space, day) for each in sets)
        pair = (before.effect, before.conditions, after.effect, after.conditions)
        if before.differs(after) and pair != last:
            yield Move(cell, before, after, day, purposes)
        last = pair
