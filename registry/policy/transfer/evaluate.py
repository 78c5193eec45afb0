"""Which rules are used on facts, and what follows from them. README.md has the numbered sentences that this follows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from schemas.assessment import Confidence, Effect, PrivacyClass
from schemas.usage import UsageEffect

from ..findings import lowest
from .facts import Facts
from .rules import RESTRICTION, Said, TransferRule, TransferRules

NOT_PERSONAL = frozenset({PrivacyClass.OPEN, PrivacyClass.ANONYMISED})
"""The classes of data that are not about a person."""


@dataclass(frozen=True, slots=True)
class Use:
    """A rule that is used. `about` has what it is about: subclasses, states, or words of the licence or the holder."""

    rule: TransferRule
    about: tuple[str, ...] = ()

    @property
    def shown(self) -> UsageEffect:
        """The effect as it counts."""
        return shown(self.rule.effect, self.rule.confidence)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The rules used, and the effect. `behind` is the effect without regard to confidence."""

    uses: tuple[Use, ...]
    behind: UsageEffect
    effect: UsageEffect

    @property
    def confidence(self) -> Confidence:
        return lowest(*(use.rule.confidence for use in self.uses))


def shown(effect: UsageEffect, confidence: Confidence) -> UsageEffect:
    """An effect as it counts: one of confidence low is unclear, or prohibited."""
    return strictest((effect, UsageEffect.UNCLEAR)) if confidence is Confidence.LOW else effect


def strictest(effects: Iterable[UsageEffect]) -> UsageEffect:
    """The most restrictive of several effects."""
    return max(effects, key=RESTRICTION.index)


def evaluate(facts: Facts, rules: TransferRules, day: date) -> Evaluation:
    """The rules used on a day, and the effect."""
    laws = {state: _law(state, facts, rules, day) for state in facts.concerned}
    matching = [*chain.from_iterable(laws.values()), *_there(facts, rules, day)]
    beyond = {state: _beyond(state, facts, rules, day) for state, law in laws.items() if any(map(facts.fires, law))}
    uses = [
        *_record(facts, rules, day),
        *_no_rule(facts, rules, laws, beyond),
        *map(Use, filter(facts.fires, matching)),
        *_not_stated(facts, rules, [*(rule.subclass for rule in matching), *chain.from_iterable(beyond.values())]),
    ]
    remaining = _without_overridden(uses)
    behind = strictest(use.rule.effect for use in remaining)
    return Evaluation(remaining, behind, strictest(use.shown for use in remaining))


def _record(facts: Facts, rules: TransferRules, day: date) -> Iterator[Use]:
    """What the record itself says."""
    yield from _license(facts, rules)
    yield from _access(facts, rules, day)
    if facts.privacy_class is PrivacyClass.UNKNOWN:
        yield Use(rules.record[Said.CLASS_UNKNOWN])
    elif facts.class_confidence is Confidence.LOW:
        yield Use(rules.record[Said.CLASS_UNCERTAIN])
    if facts.holder is None:
        yield Use(rules.record[Said.HOLDER_UNKNOWN])
    elif facts.holder_confidence is Confidence.LOW:
        yield Use(rules.record[Said.HOLDER_UNCERTAIN])
    if facts.unseen:
        yield Use(rules.record[Said.SOURCE_UNSEEN], facts.unseen)


SAID_OF_TERM = {
    Effect.NO: Said.LICENSE_FORBIDS,
    Effect.CONDITIONAL: Said.LICENSE_TERMS,
    Effect.UNCLEAR: Said.LICENSE_SILENT,
}


def _license(facts: Facts, rules: TransferRules) -> Iterator[Use]:
    licensed = facts.license
    if not licensed.identified:
        yield Use(rules.record[Said.LICENSE_UNKNOWN])
    else:
        if not licensed.has_terms:
            yield Use(rules.record[Said.LICENSE_NO_TERMS])
        if licensed.confidence is Confidence.LOW:
            yield Use(rules.record[Said.LICENSE_UNCERTAIN])
    for name in rules.purposes[facts.purpose].permission:
        term = licensed.terms[name]
        if term.effect in SAID_OF_TERM:
            yield Use(rules.record[SAID_OF_TERM[term.effect]], (term.condition or name,))


def _access(facts: Facts, rules: TransferRules, day: date) -> Iterator[Use]:
    if facts.embargo is not None and day < facts.embargo:
        yield Use(rules.record[Said.ACCESS_EMBARGO], (facts.embargo.isoformat(),))
    if facts.access_words is not None:
        yield Use(rules.record[Said.ACCESS_CONDITIONS], (facts.access_words,))
    elif facts.access == "NON_PUBLIC":
        yield Use(rules.record[Said.ACCESS_NON_PUBLIC])
    elif facts.access == "RESTRICTED":
        yield Use(rules.record[Said.ACCESS_RESTRICTED])


def _law(state: str, facts: Facts, rules: TransferRules, day: date) -> list[TransferRule]:
    """The law of a state concerned: at home where it is the user's own, else on data that leave it; with all subclasses."""
    if state != facts.state:
        return rules.export(state, facts.state, facts.privacy_class, day)
    return rules.domestic(facts.privacy_class, day) if state in rules.members else []


def _there(facts: Facts, rules: TransferRules, day: date) -> Iterator[TransferRule]:
    """What holds in the user's state for data that arrive, and for the purpose; with all subclasses."""
    yield from rules.destination(facts.state, facts.privacy_class, day, home=facts.home)
    yield from rules.purpose(facts.purpose, facts.concerned, facts.state, facts.privacy_class, day)


def _beyond(state: str, facts: Facts, rules: TransferRules, day: date) -> list[str]:
    """The subclasses that a state treats apart towards members, and not towards the user's state, which is none."""
    if facts.state in rules.members:
        return []
    return [
        each for each in rules.apart(state, facts.state, facts.privacy_class, day) if facts.has(each) or facts.open_about(each)
    ]


def _no_rule(
    facts: Facts, rules: TransferRules, laws: Mapping[str, list[TransferRule]], beyond: Mapping[str, list[str]]
) -> Iterator[Use]:
    """What the law of a state concerned says nothing about, as far as it is known here."""
    about = [f"{state} → {facts.state}" for state, law in laws.items() if not any(map(facts.fires, law))]
    about += (f"{state} → {facts.state}: {subclass}" for state, found in beyond.items() for subclass in found)
    if about:
        yield Use(rules.record[Said.NO_RULE], tuple(about))


def _not_stated(facts: Facts, rules: TransferRules, subclasses: Iterable[str | None]) -> Iterator[Use]:
    """The question about subclasses that a law treats apart, where nothing is stated about one of them."""
    asked = tuple(dict.fromkeys(each for each in subclasses if each and facts.open_about(each)))
    if asked:
        said = Said.SUBCLASS_NOT_STATED_OPEN if facts.privacy_class in NOT_PERSONAL else Said.SUBCLASS_NOT_STATED
        yield Use(rules.record[said], asked)


def _without_overridden(uses: list[Use]) -> tuple[Use, ...]:
    """The uses without those that a remaining one overrides. Rules never override each other in a circle."""
    overriding = [use.rule for use in uses if use.rule.overrides]
    if not overriding:
        return tuple(uses)

    def remains(rule: TransferRule) -> bool:
        return not any(rule.id in other.overrides and remains(other) for other in overriding)

    return tuple(use for use in uses if remains(use.rule))
