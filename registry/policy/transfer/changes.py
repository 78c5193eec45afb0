"""What would change an answer: the same question asked again, with one fact other than it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from schemas.assessment import Confidence, Effect, Permission, PrivacyClass
from schemas.privacy import PROTECTION
from schemas.usage import Change

from .ancestors import Part
from .evaluate import Evaluation, evaluate, strictest
from .facts import PROVENANCE_UNKNOWN, Facts, License
from .rules import RESTRICTION, Said, TransferRules
from .verdict import PERSONAL
from .whole import Whole

YES = Permission(effect=Effect.YES)

Variation = tuple[str, str, Facts, date]
"""Which fact, what would have to be so, the facts then, and the day."""


def would_change(whole: Whole, rules: TransferRules, day: date) -> tuple[Change, ...]:
    """The single facts that turn the answer, each with the effect that it would give, the least restrictive first.

    They are facts of the dataset, and of each ancestor that is as restricted as the whole: another one decides nothing.
    """
    own, *others = whole.parts
    asked = [own, *(part for part in others if part.evaluation.effect is whole.effect)]
    found = [change for part in asked for change in _turning(part, whole, rules, day)]
    return tuple(sorted([*_confirmed(whole), *found], key=lambda change: RESTRICTION.index(change.effect)))


def _turning(part: Part, whole: Whole, rules: TransferRules, day: date) -> Iterator[Change]:
    """The facts of one dataset. Another purpose, and another day, are those of all."""
    others = [each for each in whole.parts if each is not part]
    now = [each.evaluation.effect for each in whole.parts if each is not part]
    for fact, value, varied, then in _variations(part.evaluation, part.facts, rules, day):
        if fact == "purpose" and part.ancestor:
            continue
        effects = now
        if then != day or fact == "purpose":
            asked = (_for(each, value, rules) if fact == "purpose" else each.facts for each in others)
            effects = [evaluate(facts, rules, then).effect for facts in asked]
        effect = strictest((evaluate(varied, rules, then).effect, *effects))
        if effect is not whole.effect:
            yield Change(fact=fact, value=value, effect=effect, of=part.record.id if part.ancestor else None)


def _for(part: Part, purpose: str, rules: TransferRules) -> Facts:
    """The facts of a dataset, for another purpose of the whole."""
    return replace(part.facts, purpose=rules.of_ancestor(purpose) if part.ancestor else purpose)


def _confirmed(whole: Whole) -> Iterator[Change]:
    """What the answer would be if a person confirmed what is of confidence low."""
    if whole.behind is not whole.effect:
        uses = (use for part in whole.parts for use in part.evaluation.uses)
        low = dict.fromkeys(use.rule.id for use in uses if use.rule.confidence is Confidence.LOW)
        yield Change(fact="confirmation", value=", ".join(low), effect=whole.behind)


def _variations(evaluation: Evaluation, facts: Facts, rules: TransferRules, day: date) -> Iterator[Variation]:
    used = {use.rule.id: use for use in evaluation.uses}
    yield from _of_license(facts, used.keys() & set(Said), day)
    yield from _of_class(facts, day)
    asked = [about for use in used.values() if use.rule.asks == "subclass" for about in use.about]
    yield from _of_subclasses(facts, asked, day)
    if counted := rules.counted.keys() & set(asked):
        yield "exporter", "below the limit, and no critical operator", replace(facts, denied=facts.denied | counted), day
    if any(use.rule.subclass == PROVENANCE_UNKNOWN for use in used.values()):
        yield "publisher", "documented", replace(facts, publisher=True), day
    if facts.holder is None:
        for state in sorted(rules.members):
            yield "holder_state", state, replace(facts, holder=state, holder_confidence=Confidence.HIGH), day
    for purpose in rules.purposes:
        if purpose != facts.purpose:
            yield "purpose", purpose, replace(facts, purpose=purpose), day
    if facts.embargo and day < facts.embargo:
        yield "embargo", facts.embargo.isoformat(), facts, facts.embargo
    if Said.ACCESS_NON_PUBLIC in used:
        yield "access", "conditions recorded", replace(facts, access_words=""), day
    if facts.unseen:
        yield "ancestor", "permits this use", replace(facts, unseen=()), day


def _of_license(facts: Facts, said: set[str], day: date) -> Iterator[Variation]:
    another = said & {Said.LICENSE_UNKNOWN, Said.LICENSE_FORBIDS, Said.LICENSE_TERMS}
    if another or said & {Said.LICENSE_NO_TERMS, Said.LICENSE_SILENT}:
        permitting = License(identified=True, confidence=Confidence.HIGH, terms=dict.fromkeys(facts.license.terms, YES))
        yield "license" if another else "license_terms", "permits any use", replace(facts, license=permitting), day


def _of_class(facts: Facts, day: date) -> Iterator[Variation]:
    """Every class where it is not known for sure; else whether the data could be given anonymised."""
    sure = facts.privacy_class is not PrivacyClass.UNKNOWN and facts.class_confidence is not Confidence.LOW
    if not sure:
        others = [each for each in PROTECTION if each is not facts.privacy_class]
    else:
        others = [PrivacyClass.ANONYMISED] if facts.privacy_class in PERSONAL else []
    for other in others:
        fact = "deidentification" if sure else "privacy_class"
        yield fact, other.value, replace(facts, privacy_class=other, class_confidence=Confidence.HIGH), day


def _of_subclasses(facts: Facts, asked: list[str], day: date) -> Iterator[Variation]:
    """None of those that are asked for, each of them, and without each that is stated."""
    if asked:
        yield "subclass", "none", replace(facts, denied=facts.denied | set(asked)), day
    for id_ in dict.fromkeys(asked):
        yield "subclass", id_, replace(facts, stated=facts.stated | {id_}), day
    for id_ in sorted(facts.stated):
        yield "subclass", f"not {id_}", replace(facts, stated=facts.stated - {id_}, denied=facts.denied | {id_}), day
