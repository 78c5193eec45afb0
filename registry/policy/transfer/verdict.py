"""The verdict that is told from the rules used: conditions and whether they are met, what is missing, and who decided."""

from collections.abc import Iterable, Iterator
from datetime import date

from schemas.assessment import Confidence, PrivacyClass
from schemas.record import Curation, Mechanism, ResidualRisk
from schemas.usage import Condition, Ground, Question, UsageEffect, UsageReason, UsedRule

from .evaluate import Evaluation, Use
from .facts import PROVENANCE_UNKNOWN, Facts
from .rules import MetBy, Part, Said, TransferRules

PERSONAL = frozenset({PrivacyClass.PSEUDONYMISED, PrivacyClass.PERSONAL, PrivacyClass.SPECIAL})
"""The classes of data that are about persons."""

ABOUT_CONDITION = {
    Said.LICENSE_TERMS: "LICENCE_TERMS",
    Said.ACCESS_CONDITIONS: "ACCESS",
    Said.SUBCLASS_NOT_STATED: "NOT_SUBCLASS",
    Said.SUBCLASS_NOT_STATED_OPEN: "NOT_SUBCLASS",
    Said.SOURCE_UNSEEN: "SOURCE_TERMS",
}
"""The condition that the details of a use belong to."""


def used_rules(evaluation: Evaluation) -> tuple[UsedRule, ...]:
    """Each rule once, in the order of their use."""
    return tuple({use.rule.id: use.rule.used for use in evaluation.uses}.values())


def deciding(evaluation: Evaluation) -> tuple[Ground, ...]:
    """The grounds that make the answer as restrictive as it is."""
    return tuple(dict.fromkeys(use.rule.ground for use in evaluation.uses if use.shown is evaluation.effect))


def conditions(
    evaluation: Evaluation, facts: Facts, curation: Curation, rules: TransferRules, day: date
) -> tuple[Condition, ...]:
    """The conditions of all rules used, each once."""
    laws = {use.rule.id: use.rule.state or facts.state for use in evaluation.uses}
    asked: dict[str, dict[str, None]] = {}
    about: dict[str, dict[str, None]] = {}
    for use in evaluation.uses:
        for code in use.rule.conditions:
            asked.setdefault(code, {})[use.rule.id] = None
        if code := ABOUT_CONDITION.get(use.rule.id):  # type: ignore[call-overload]  # ids of Said are texts
            about.setdefault(code, {}).update(dict.fromkeys(use.about))
    in_force = {each.condition: each for each in _mechanisms(curation, day)}
    bases = _legal_bases(curation, facts.holder)
    deidentified = _deidentified(curation, day)
    terms_read = _terms_read(facts, curation, rules)

    def met(code: str, by: Iterable[str]) -> bool:
        """Whether a condition that these rules ask for is met, by a mechanism or another recorded fact."""
        match rules.conditions[code].met_by:
            case MetBy.LEGAL_BASIS:
                return all(laws[id_] in bases for id_ in by)
            case MetBy.DEIDENTIFICATION:
                return deidentified
        return code in in_force or (terms_read and code == ABOUT_CONDITION[Said.SOURCE_UNSEEN])

    return tuple(
        Condition(
            code=code,
            words=rules.conditions[code].words,
            rule=tuple(by),
            about=tuple(about.get(code, ())),
            met=met(code, by),
            mechanism=in_force.get(code),
        )
        for code, by in asked.items()
    )


def _mechanisms(curation: Curation, day: date) -> Iterator[Mechanism]:
    """The recorded mechanisms that are in force on a day."""
    for each in curation.mechanisms.value if curation.mechanisms else ():
        if (each.valid_from is None or each.valid_from <= day) and (each.valid_to is None or day <= each.valid_to):
            yield each


def _legal_bases(curation: Curation, holder: str | None) -> frozenset[str | None]:
    """The states under whose law a legal basis is recorded."""
    return frozenset(each.jurisdiction or holder for each in curation.legal_basis.value) if curation.legal_basis else frozenset()


def _deidentified(curation: Curation, day: date) -> bool:
    """Whether it is recorded how the data were de-identified, and that the risk that is left is not high."""
    fact = curation.deidentification.value if curation.deidentification else None
    return bool(
        fact
        and fact.method
        and fact.on
        and fact.on <= day
        and fact.reviewer
        and fact.residual_risk in {ResidualRisk.LOW, ResidualRisk.MEDIUM}
    )


def _terms_read(facts: Facts, curation: Curation, rules: TransferRules) -> bool:
    """Whether a person read the terms of all that is not in the catalogue, and they permit the purpose."""
    purpose = rules.of_ancestor(facts.purpose)
    rows = curation.was_derived_from.value if curation.was_derived_from else ()
    permitted = {each.said for each in rows if purpose in each.permits}
    return bool(facts.unseen) and permitted.issuperset(facts.unseen)


def missing(evaluation: Evaluation, facts: Facts, rules: TransferRules) -> tuple[Question, ...]:
    """What has to be found out, each question once, with everything that it is about."""
    asked: dict[str, dict[str, None]] = {}
    for code, about in _asked(evaluation.uses, facts, rules):
        asked.setdefault(code, {}).update(dict.fromkeys(about))
    return tuple(Question(code=code, question=rules.questions[code], about=tuple(about)) for code, about in asked.items())


def _asked(uses: Iterable[Use], facts: Facts, rules: TransferRules) -> Iterator[tuple[str, tuple[str, ...]]]:
    for use in uses:
        yield from _asked_by(use, facts, rules)
    if not facts.persons and facts.privacy_class in PERSONAL:
        yield "data_subject_state", ()


def _asked_by(use: Use, facts: Facts, rules: TransferRules) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The questions that one rule leads to."""
    rule = use.rule
    if rule.asks and not (facts.privacy_class is PrivacyClass.UNKNOWN and rule.id == Said.NO_RULE):
        yield rule.asks, use.about
    if rule.asks == "subclass" and (counted := tuple(id_ for id_ in use.about if id_ in rules.counted)):
        yield "exporter", counted
    if rule.subclass == PROVENANCE_UNKNOWN:
        yield "publisher", ()
    elif rule.effect is UsageEffect.UNCLEAR and rule.part is not Part.RECORD:
        yield "officer", (rule.id,)
    elif rule.confidence is Confidence.LOW and rule.effect is not UsageEffect.PROHIBITED:
        yield "confirmation", (rule.id,)


def reasons(evaluation: Evaluation, facts: Facts, rules: TransferRules) -> tuple[UsageReason, ...]:
    """The rules that make the answer as restrictive as it is, each once, in the order of their use."""
    return tuple(
        UsageReason(
            rule=use.rule.id,
            ground=use.rule.ground,
            state=use.rule.state,
            citation=use.rule.citation,
            about=tuple(filter(None, use.about)),
            uncertain=use.shown is not use.rule.effect,
            missing=tuple(Question(code=code, question=rules.questions[code]) for code, _ in _asked_by(use, facts, rules)),
        )
        for use in evaluation.uses
        if use.shown is evaluation.effect
    )
