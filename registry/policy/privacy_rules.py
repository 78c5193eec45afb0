"""The rules by which a privacy class is inferred, read from `privacy_rules.yml`, which says what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any, TypeAlias

from schemas.assessment import Confidence, PrivacyClass

from .phrases import Phrases, check_star


class Role(StrEnum):
    """What the words of a rule say about a dataset; see the head of `privacy_rules.yml`."""

    HOLDS = "holds"
    SUGGESTS = "suggests"
    PERSONS = "persons"
    GROUP = "group"
    TOPIC = "topic"
    CLAIM = "claim"
    COUNT = "count"
    FIGURES = "figures"
    THING = "thing"
    LIST = "list"
    FIELD = "field"
    TRAIT = "trait"
    GUARD = "guard"


PEOPLE = (Role.PERSONS, Role.GROUP, Role.TOPIC)
"""Words for persons whose standing in the text decides."""

SAYS_NOTHING_ALONE = frozenset({Role.LIST, Role.FIELD, Role.TRAIT, Role.GUARD})
"""Words that are never a finding of their own."""


class Denial(Enum):
    """Where the words are that a denying word negates: behind it or before it."""

    BEHIND = "before"
    BEFORE = "after"


class Purpose(Enum):
    """Where the persons are whom something is for: behind the word that says so, or before it."""

    BEHIND = "before"
    BEFORE = "after"


class Entries(Enum):
    """Where the entries of a list are in a language that puts them directly beside its word: behind the word, or before it."""

    BEHIND = "before"
    BEFORE = "after"


class Firm(Enum):
    """Where the persons are whose part is that of a firm: behind the word for it, or before it."""

    BEHIND = "before"
    BEFORE = "after"


class Document(Enum):
    """Which end of a title a word for a document heads, in its language: the front of it, or the back."""

    AT_THE_FRONT = "before"
    AT_THE_BACK = "after"


Owner: TypeAlias = "PrivacyRule | Denial | Purpose | Entries | Firm | Document"


@dataclass(frozen=True)
class StateMeaning:
    """What the words of a rule mean in one legal order."""

    basis: str
    reason: str
    confidence: Confidence


@dataclass(frozen=True)
class PrivacyRule:
    """One rule. `verdict` is None for words that say nothing alone; an empty `states` means all; `by_state` has `else` for all
    others; `words` are those of the file, by language.
    """

    id: str
    verdict: PrivacyClass | None
    role: Role
    about: str
    basis: str
    confidence: Confidence
    states: frozenset[str]
    subclass: Mapping[str, str]
    by_state: Mapping[str, StateMeaning]
    words: Mapping[str, Sequence[str]] = field(compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.id)

    def meaning(self, state: str) -> StateMeaning | None:
        """What the words mean in this state, where the law of each state decides."""
        return self.by_state.get(self.meaning_of(state) or "")

    def meaning_of(self, state: str) -> str | None:
        """Whose meaning counts in this state: its own, or `else`; None if the meaning is the same in all."""
        return (state if state in self.by_state else "else") if self.by_state else None


@dataclass(frozen=True)
class PrivacyRules:
    """All rules, with `words`, and whose each is; `years` is the rule for years in a row, which no word tells."""

    rules: tuple[PrivacyRule, ...]
    words: Sequence[tuple[str, Owner]] = field(repr=False)
    years: PrivacyRule

    @cached_property
    def phrases(self) -> Phrases[Owner]:
        """The words, ready to be found in texts. It takes a second, and a process that only serves needs none."""
        return Phrases(self.words)

    def find(self, id: str) -> PrivacyRule | None:
        """The rule with this id."""
        return next((rule for rule in self.rules if rule.id == id), None)


_CONFIDENCE = {Role.HOLDS: Confidence.MEDIUM}


def privacy_rules(data: Mapping[str, Any]) -> PrivacyRules:
    """Build the rules from the content of the file. Raises `KeyError` and `ValueError` for a rule that is not valid."""
    rules = tuple(_rule(row) for row in data["rules"])
    owned: list[tuple[Owner, Mapping[str, Sequence[str]]]] = [
        *((rule, row["words"]) for rule, row in zip(rules, data["rules"], strict=True)),
        *((Denial(name), words) for name, words in data["negations"].items()),
        *((Purpose(name), words) for name, words in data["purposes"].items()),
        *((Entries(name), words) for name, words in data["lists"].items()),
        *((Firm(name), words) for name, words in data["firms"].items()),
        *((Document(name), words) for name, words in data.get("documents", {}).items()),  # older sets have none
    ]
    phrases = [(phrase, owner) for owner, languages in owned for words in languages.values() for phrase in words]
    for phrase, _ in phrases:
        check_star(phrase)
    return PrivacyRules(rules, phrases, next(rule for rule in rules if rule.id == data["years"]))


def _rule(row: Mapping[str, Any]) -> PrivacyRule:
    role = Role(row["role"])
    return PrivacyRule(
        id=row["id"],
        verdict=None if row["verdict"] == "none" else PrivacyClass(row["verdict"]),
        role=role,
        about=row["about"],
        basis=row["basis"],
        confidence=Confidence(row["confidence"]) if "confidence" in row else _CONFIDENCE.get(role, Confidence.LOW),
        states=frozenset(row.get("states", ())),
        subclass=row.get("subclass", {}),
        by_state={state: _meaning(each) for state, each in row.get("by_state", {}).items()},
        words=row["words"],
    )


def _meaning(row: Mapping[str, str]) -> StateMeaning:
    return StateMeaning(row["basis"], row["reason"], Confidence(row.get("confidence", "low")))
