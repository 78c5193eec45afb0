"""The rules between two states, for people who read them: what holds for data of a class, whatever dataset they are in.

It asks `evaluate`, as a decision does, with facts that decide nothing: a licence that permits all, a named publisher, no
limits of access.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from schemas.assessment import Confidence, Effect, Permission, PrivacyClass

from .evaluate import Evaluation, evaluate
from .facts import NO_OPEN_LICENSE, PROVENANCE_UNKNOWN, Facts, License
from .rules import Said, TransferRules

NOT_STATED = frozenset({Said.SUBCLASS_NOT_STATED, Said.SUBCLASS_NOT_STATED_OPEN})

PERMITTING = License(
    identified=True,
    confidence=Confidence.HIGH,
    terms=dict.fromkeys(
        ("commercial", "derivatives", "attribution", "share_alike", "ai_training"), Permission(effect=Effect.YES)
    ),
)

LIMITED = {"ai_training": Permission(effect=Effect.CONDITIONAL)}
"""The terms of a licence that does not say yes to training of models."""

FOLLOWING = dict.fromkeys((NO_OPEN_LICENSE, PROVENANCE_UNKNOWN))
"""The subclasses that nobody states."""


def between(
    state: str,
    to: str,
    privacy_class: PrivacyClass,
    purpose: str,
    rules: TransferRules,
    *,
    day: date,
    subclass: str | None = None,
) -> Evaluation:
    """What holds for data of a class of a state that are used from another one, and are of one subclass or of none."""
    stated = frozenset({subclass} if subclass else ())
    denied = frozenset(rules.subclasses) - stated
    return evaluate(_facts(state, to, privacy_class, purpose, stated=stated, denied=denied), rules, day)


def apart(
    state: str, to: str, privacy_class: PrivacyClass, purpose: str, rules: TransferRules, *, day: date
) -> Mapping[str, Evaluation]:
    """What holds for each subclass that the law treats apart: those that a decision would ask for, and those that follow."""
    silent = evaluate(_facts(state, to, privacy_class, purpose, stated=frozenset(), denied=frozenset()), rules, day)
    asked = (each for use in silent.uses if use.rule.id in NOT_STATED for each in use.about)
    found = {
        each: between(state, to, privacy_class, purpose, rules, day=day, subclass=each)
        for each in dict.fromkeys((*asked, *FOLLOWING))
    }
    return {
        each: one for each, one in found.items() if each not in FOLLOWING or any(use.rule.subclass == each for use in one.uses)
    }


def _facts(
    state: str, to: str, privacy_class: PrivacyClass, purpose: str, *, stated: frozenset[str], denied: frozenset[str]
) -> Facts:
    return Facts(
        state=to,
        purpose=purpose,
        holder=state,
        holder_confidence=Confidence.HIGH,
        persons=(),
        privacy_class=privacy_class,
        class_confidence=Confidence.HIGH,
        license=replace(PERMITTING, terms={**PERMITTING.terms, **LIMITED}) if NO_OPEN_LICENSE in stated else PERMITTING,
        stated=stated - FOLLOWING.keys(),
        denied=denied,
        publisher=PROVENANCE_UNKNOWN not in stated,
        access=None,
        access_words=None,
        embargo=None,
        unseen=(),
    )
