"""The questions that tell two sets of rules apart: from × to × class × purpose × what is stated of subclasses.

All else in a cell is known and in order: the holder, the publisher, a licence that permits everything. Only where two sets say
different things of records that are not in order, there are cells for such records too.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from schemas.assessment import Confidence, Effect, Permission, PrivacyClass
from schemas.jurisdictions import states

from .changes import YES
from .facts import NO_OPEN_LICENSE, PROVENANCE_UNKNOWN, Facts, License
from .rules import ANY, Part, Said, TransferRule, TransferRules

TERMS = ("commercial", "derivatives", "attribution", "share_alike", "ai_training")
PERMITTING = License(identified=True, confidence=Confidence.HIGH, terms=dict.fromkeys(TERMS, YES))


def permitting(effect: Effect) -> License:
    """A licence that says the same of every use."""
    return replace(PERMITTING, terms=dict.fromkeys(TERMS, Permission(effect=effect)))


SITUATIONS: dict[Said, dict[str, object]] = {
    Said.LICENSE_UNKNOWN: {"license": replace(PERMITTING, identified=False)},
    Said.LICENSE_NO_TERMS: {"license": permitting(Effect.UNCLEAR)},
    Said.LICENSE_FORBIDS: {"license": permitting(Effect.NO)},
    Said.LICENSE_SILENT: {"license": replace(PERMITTING, terms={**permitting(Effect.UNCLEAR).terms, "attribution": YES})},
    Said.LICENSE_TERMS: {"license": permitting(Effect.CONDITIONAL)},
    Said.LICENSE_UNCERTAIN: {"license": replace(PERMITTING, confidence=Confidence.LOW)},
    Said.ACCESS_EMBARGO: {"embargo": date.max},
    Said.ACCESS_NON_PUBLIC: {"access": "NON_PUBLIC"},
    Said.ACCESS_RESTRICTED: {"access": "RESTRICTED"},
    Said.ACCESS_CONDITIONS: {"access_words": ""},
    Said.CLASS_UNCERTAIN: {"class_confidence": Confidence.LOW},
    Said.HOLDER_UNKNOWN: {"holder": None},
    Said.HOLDER_UNCERTAIN: {"holder_confidence": Confidence.LOW},
    Said.SOURCE_UNSEEN: {"unseen": ("something",)},
}
"""The records that are not in order: what the rules of `record` speak of. The others are used in any record."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated of a record: the subclasses that it has (None: nothing is stated), and in which way it is not in order.

    `persons` is a number of persons that one of two sets counts as a subclass, and the other does not.
    """

    has: frozenset[str] | None = frozenset()
    said: Said | None = None
    persons: int | None = None

    def __str__(self) -> str:
        if self.said is not None:
            return self.said.value
        if self.persons is not None:
            return f"{self.persons} persons"
        if self.has is None:
            return "no subclass stated"
        return " and ".join(sorted(self.has)) or "no subclass"


NOTHING = Statement(None)
"""Nothing is stated of subclasses."""


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where data of a class go."""

    from_state: str
    to: str
    privacy_class: PrivacyClass


@dataclass(frozen=True, slots=True)
class Cell:
    """One question."""

    way: Way
    purpose: str
    statement: Statement

    def __str__(self) -> str:
        told = f"{self.way.from_state} → {self.way.to}, {self.way.privacy_class}, {self.purpose}"
        return told if self.statement is NOTHING else f"{told}, {self.statement}"


class Space:
    """The cells of two sets of rules."""

    def __init__(self, before: TransferRules, after: TransferRules) -> None:
        self.before, self.after = before, after
        self.sets = (before, after)
        self.rules = (*before.rules, *after.rules)

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The states that some rule names, and the members."""
        named = {state for rule in self.rules for state in (*rule.from_state, *rule.to) if state != ANY}
        return tuple(sorted(named.union(*(each.members for each in self.sets))))

    @cached_property
    def other(self) -> str:
        """A state that no rule names: it stands for all of them."""
        return next(state for state in states() if state not in self.named)

    @cached_property
    def subclasses(self) -> frozenset[str]:
        """The subclasses that some rule treats apart."""
        return frozenset(rule.subclass for rule in self.rules if rule.subclass)

    @cached_property
    def purposes(self) -> tuple[tuple[str, ...], ...]:
        """The purposes: those that neither set tells apart together."""
        alike: dict[object, list[str]] = {}
        for purpose in dict.fromkeys(id_ for each in self.sets for id_ in each.purposes):
            needed = tuple(found.permission if (found := each.purposes.get(purpose)) else None for each in self.sets)
            alike.setdefault((needed, *(purpose in rule.purpose for rule in self.rules)), []).append(purpose)
        return tuple(map(tuple, alike.values()))

    def ways(self) -> Iterator[Way]:
        for from_state in (*self.named, self.other):
            for to in (*self.named, self.other):
                yield from (Way(from_state, to, privacy_class) for privacy_class in PrivacyClass)

    def statements(self, way: Way, situations: Collection[Said] = ()) -> Iterator[Statement]:
        """What can be stated: nothing, no subclass, each that a rule treats apart here, and those that override each other."""
        yield NOTHING
        apart = {rule.id: rule for rule in self.rules if rule.subclass and touches(rule, way)}
        if apart or situations or self.numbers:
            yield Statement()
        has = {frozenset({rule.subclass}) for rule in apart.values() if rule.subclass}
        has |= {_overridden(rule, apart) for rule in self.rules if rule.overrides and touches(rule, way)}
        yield from map(Statement, sorted(filter(None, has), key=sorted))
        yield from (Statement(persons=number) for number in self.numbers)
        for said in situations:
            if said is not Said.HOLDER_UNKNOWN or way.from_state == self.other:
                yield Statement(said=said)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of persons that one set counts as a subclass, and the other does not."""
        limits = self.before.counted.items() ^ self.after.counted.items()
        return tuple(sorted({min(limit for other, limit in limits if other == id_) for id_, _ in limits}))

    def facts(self, cell: Cell, rules: TransferRules) -> Facts:
        has = cell.statement.has
        if (persons := cell.statement.persons) is not None:
            has = frozenset(id_ for id_, limit in rules.counted.items() if persons >= limit)
        facts = Facts(
            state=cell.way.to,
            purpose=cell.purpose,
            holder=cell.way.from_state,
            holder_confidence=Confidence.HIGH,
            persons=(),
            privacy_class=cell.way.privacy_class,
            class_confidence=Confidence.HIGH,
            license=permitting(Effect.CONDITIONAL) if has and NO_OPEN_LICENSE in has else PERMITTING,
            stated=has or frozenset(),
            denied=frozenset() if has is None else self.subclasses - has,
            publisher=not (has and PROVENANCE_UNKNOWN in has),
            access=None,
            access_words=None,
            embargo=None,
            unseen=(),
        )
        return replace(facts, **SITUATIONS[cell.statement.said]) if cell.statement.said else facts  # type: ignore[arg-type]

    def days(self, today: date) -> list[date]:
        """Today, and each later day on which a rule begins to be used or is used no longer."""
        begins = (rule.used_from for rule in self.rules)
        ends = (rule.used_until + timedelta(days=1) for rule in self.rules if rule.used_until and rule.used_until < date.max)
        return sorted({today, *(day for day in (*begins, *ends) if day and day > today)})


def _overridden(rule: TransferRule, apart: dict[str, TransferRule]) -> frozenset[str]:
    """The subclass of a rule, and those of the rules that it overrides, directly or through others."""
    found: dict[str, str | None] = {rule.id: rule.subclass}
    waiting = list(rule.overrides)
    while waiting:
        if (other := apart.get(waiting.pop())) and other.id not in found:
            found[other.id] = other.subclass
            waiting += other.overrides
    return frozenset(filter(None, found.values()))


def touches(rule: TransferRule, way: Way) -> bool:
    """Whether a rule can have a part in answers on a way: it is used there, or another one in its place."""
    if not rule.is_for(way.privacy_class):
        return False
    if rule.part is Part.EXPORT:
        return way.from_state in rule.from_state and way.from_state != way.to and (way.to in rule.to or ANY in rule.to)
    if rule.part is Part.DESTINATION:
        return way.to in rule.to or ANY in rule.to
    if rule.part is Part.PURPOSE:
        return (not rule.to or way.to in rule.to) and (not rule.from_state or way.from_state in rule.from_state)
    return rule.part is Part.RECORD or way.from_state == way.to
