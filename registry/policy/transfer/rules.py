"""The rules of transfer as values; `load.py` reads them, README.md says what the fields mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from schemas.assessment import Confidence, PrivacyClass
from schemas.entries import Entry
from schemas.usage import Confirmation, Ground, RuleSource, UsageEffect, UsedRule

from .errors import RuleFlaw

ANY = "*"
"""In `to`: every member other than the state that the data leave. In `data_class`: every class."""

RESTRICTION = tuple(UsageEffect)
"""The effects from least to most restrictive."""


class Part(StrEnum):
    """The lists of the files."""

    EXPORT = "export"
    DESTINATION = "destination"
    PURPOSE = "purpose"
    DOMESTIC = "domestic"
    RECORD = "record"


class Said(StrEnum):
    """The rules of `record`: what the record itself says, and what happens where no rule matches."""

    LICENSE_UNKNOWN = "LICENCE-UNKNOWN"
    LICENSE_NO_TERMS = "LICENCE-NO-TERMS"
    LICENSE_FORBIDS = "LICENCE-FORBIDS"
    LICENSE_SILENT = "LICENCE-SILENT"
    LICENSE_TERMS = "LICENCE-TERMS"
    LICENSE_UNCERTAIN = "LICENCE-UNCERTAIN"
    ACCESS_EMBARGO = "ACCESS-EMBARGO"
    ACCESS_NON_PUBLIC = "ACCESS-NON-PUBLIC"
    ACCESS_RESTRICTED = "ACCESS-RESTRICTED"
    ACCESS_CONDITIONS = "ACCESS-CONDITIONS"
    CLASS_UNKNOWN = "CLASS-UNKNOWN"
    CLASS_UNCERTAIN = "CLASS-UNCERTAIN"
    HOLDER_UNKNOWN = "HOLDER-UNKNOWN"
    HOLDER_UNCERTAIN = "HOLDER-UNCERTAIN"
    SUBCLASS_NOT_STATED_OPEN = "SUBCLASS-NOT-STATED-OPEN"
    SUBCLASS_NOT_STATED = "SUBCLASS-NOT-STATED"
    SOURCE_UNSEEN = "SOURCE-UNSEEN"
    NO_RULE = "NO-RULE"


class MetBy(StrEnum):
    """How Serai knows that a condition is met; see `common.yml`."""

    MECHANISM = "mechanism"
    LEGAL_BASIS = "legal_basis"
    DEIDENTIFICATION = "deidentification"
    SUBCLASS = "subclass"
    USE = "use"
    LOOK_UP = "look_up"
    OFFICER = "officer"


@dataclass(frozen=True)
class ConditionWords:
    """A condition of rules: its words, and how Serai knows that it is met."""

    code: str
    words: str
    met_by: MetBy


@dataclass(frozen=True)
class Purpose:
    """What somebody wants to do. `permission` names the attributes of the licence that it needs, `iri` its term in DPV.

    `of_ancestor` is what it is to what the data were made from; None: the same.
    """

    id: str
    label: str
    iri: str | None = None
    permission: tuple[str, ...] = ()
    of_ancestor: str | None = None


@dataclass(frozen=True, eq=False)
class TransferRule:
    """One rule. An empty `from_state`, `to` or `purpose` is not tested. `asks` is the question that a missing fact leads to.

    `valid_from` and `valid_until` are the days of the law. It is used from `used_from` until `used_until`: a rule that a person
    confirmed is two values, one until the day before and one from that day on, which is of confidence medium. `own` is true for
    a rule of this installation, which is not shipped.
    """

    id: str
    part: Part
    ground: Ground
    state: str | None
    from_state: frozenset[str]
    to: frozenset[str]
    purpose: frozenset[str]
    data_class: frozenset[str]
    subclass: str | None
    overrides: tuple[str, ...]
    effect: UsageEffect
    conditions: tuple[str, ...]
    citation: str
    source: tuple[RuleSource, ...]
    confidence: Confidence
    valid_from: date | None
    valid_until: date | None
    known_since: date
    asks: str | None = None
    used_from: date | None = None
    used_until: date | None = None
    own: bool = False
    confirmation: Confirmation | None = None

    def in_force(self, day: date) -> bool:
        return (self.used_from is None or self.used_from <= day) and (self.used_until is None or day <= self.used_until)

    def is_for(self, privacy_class: PrivacyClass) -> bool:
        return privacy_class.value in self.data_class or ANY in self.data_class

    @cached_property
    def used(self) -> UsedRule:
        """The rule as a verdict shows it."""
        return UsedRule(
            id=self.id,
            ground=self.ground,
            state=self.state,
            effect=self.effect,
            confidence=self.confidence,
            citation=self.citation,
            source=self.source,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            known_since=self.known_since,
            own=self.own,
            confirmation=self.confirmation,
        )


@dataclass(frozen=True, eq=False)
class TransferRules:
    """All rules with what they name. `members` are the states for which `"*"` stands; `counted` has the limits of subclasses.

    `record` has the rules about the record itself by id, `subclasses` those that somebody can state. `lapsed` tells which
    confirmations count no longer, because the rule says something else now.
    """

    version: str
    rules: tuple[TransferRule, ...]
    members: frozenset[str]
    subclasses: Mapping[str, str]
    purposes: Mapping[str, Purpose]
    conditions: Mapping[str, ConditionWords]
    counted: Mapping[str, int]
    questions: Mapping[str, str]
    lapsed: tuple[RuleFlaw, ...] = ()
    _exports: dict[tuple[str, PrivacyClass], tuple[TransferRule, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def known(self) -> date:
        """The day since which the latest of the rules is known."""
        return max(rule.known_since for rule in self.rules)

    @cached_property
    def record(self) -> Mapping[str, TransferRule]:
        return {rule.id: rule for rule in self.rules if rule.part is Part.RECORD}

    @cached_property
    def mechanisms(self) -> Mapping[str, Entry]:
        """The conditions that an officer can record as being in place."""
        rows = (each for each in self.conditions.values() if each.met_by is MetBy.MECHANISM)
        return {each.code: Entry(id=each.code, label=each.words) for each in rows}

    @cached_property
    def _parts(self) -> Mapping[Part, tuple[TransferRule, ...]]:
        return {part: tuple(rule for rule in self.rules if rule.part is part) for part in Part}

    @cached_property
    def purposes_of_ancestors(self) -> tuple[str, ...]:
        """The purposes that are asked of what data were made from."""
        return tuple(dict.fromkeys(map(self.of_ancestor, self.purposes)))

    def of_ancestor(self, purpose: str) -> str:
        """The purpose for which what the data were made from is asked."""
        return self.purposes[purpose].of_ancestor or purpose

    def export(self, state: str, to: str, privacy_class: PrivacyClass, day: date) -> list[TransferRule]:
        """The rules in force for data of a class that leave a state for another, with and without subclasses."""
        return self._nearest(self._leaving(state, privacy_class), to, day, any_member=to != state)

    def apart(self, state: str, to: str, privacy_class: PrivacyClass, day: date) -> list[str]:
        """The subclasses for which a state has rules in force towards the members, and none that names the state `to`."""
        rules = [rule for rule in self._leaving(state, privacy_class) if rule.subclass and rule.in_force(day)]
        named = {rule.subclass for rule in rules if to in rule.to}
        return list(
            dict.fromkeys(rule.subclass for rule in rules if rule.subclass and ANY in rule.to and rule.subclass not in named)
        )

    def _leaving(self, state: str, privacy_class: PrivacyClass) -> tuple[TransferRule, ...]:
        key = (state, privacy_class)
        if key not in self._exports:
            rules = self._parts[Part.EXPORT]
            self._exports[key] = tuple(rule for rule in rules if state in rule.from_state and rule.is_for(privacy_class))
        return self._exports[key]

    def destination(self, to: str, privacy_class: PrivacyClass, day: date, *, home: bool) -> list[TransferRule]:
        """The rules in force for data of a class that arrive in a state. `home`: they come from nowhere else."""
        rules = (rule for rule in self._parts[Part.DESTINATION] if rule.is_for(privacy_class))
        return self._nearest(rules, to, day, any_member=not home)

    def purpose(self, purpose: str, states: Iterable[str], to: str, privacy_class: PrivacyClass, day: date) -> list[TransferRule]:
        """The rules in force for a purpose, for data of a class that come from some of `states`."""
        return [
            rule
            for rule in self._parts[Part.PURPOSE]
            if purpose in rule.purpose
            and rule.is_for(privacy_class)
            and (not rule.to or to in rule.to)
            and (not rule.from_state or not rule.from_state.isdisjoint(states))
            and rule.in_force(day)
        ]

    def domestic(self, privacy_class: PrivacyClass, day: date) -> list[TransferRule]:
        """The rules in force for use at home."""
        return [rule for rule in self._parts[Part.DOMESTIC] if rule.is_for(privacy_class) and rule.in_force(day)]

    def _nearest(self, rules: Iterable[TransferRule], to: str, day: date, *, any_member: bool) -> list[TransferRule]:
        """Those in force that reach a state. Of several with the same subclass, those that name it beat those for any member."""
        any_member = any_member and to in self.members
        reaching = [rule for rule in rules if (to in rule.to or (any_member and ANY in rule.to)) and rule.in_force(day)]
        named = {rule.subclass for rule in reaching if to in rule.to}
        return [rule for rule in reaching if to in rule.to or rule.subclass not in named]
