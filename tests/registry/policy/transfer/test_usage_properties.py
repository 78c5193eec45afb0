"""What holds for every record and every request."""

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.policy.assess import assess
from registry.policy.rules import shipped_rules
from registry.policy.transfer.decide import decide
from registry.policy.transfer.errors import InvalidUsage
from registry.policy.transfer.rules import RESTRICTION
from schemas.assessment import Confidence, PrivacyClass
from schemas.dataset import Statement
from schemas.record import Curation, LicenseDecision, PrivacyDecision
from schemas.source import Source
from schemas.usage import Ground, UsageEffect, UsageRequest, UsageVerdict
from tests.factories import NOON, TODAY, dataset, record

from .usage_cases import DAY, TERMS, Case, record_of, request_of

SHIPPED = shipped_rules()
RULES = SHIPPED.transfer
MEMBERS = sorted(RULES.members)
PLACES = [*MEMBERS, "HK", "TR", "BR"]
SUBCLASSES = sorted(RULES.subclasses)
SUBCLASS = {rule.id: rule.subclass for rule in RULES.rules}

cases = st.builds(
    Case,
    case=st.just(""),
    why=st.just(""),
    expect=st.just({}),
    holder=st.sampled_from([*PLACES, None]),
    state=st.sampled_from(PLACES),
    privacy_class=st.sampled_from(list(PrivacyClass)).map(str),
    purpose=st.sampled_from(sorted(RULES.purposes)),
    licence=st.sampled_from([*TERMS, "not_stated", "conflict"]),
    subclass=st.lists(st.sampled_from(SUBCLASSES), max_size=2, unique=True),
    denied=st.one_of(st.just("all"), st.lists(st.sampled_from(SUBCLASSES), max_size=4, unique=True)),
    persons=st.lists(st.sampled_from(PLACES), max_size=2, unique=True),
    weak=st.lists(st.sampled_from(["licence", "class", "holder"]), max_size=1),
    publisher=st.sampled_from(["Ministry of Health", ""]),
    access=st.lists(st.sampled_from(["PUBLIC", "RESTRICTED", "NON_PUBLIC"]), max_size=2),
)


def answer(case: Case, *, changes: bool = False) -> UsageVerdict:
    return decide(record_of(case, RULES), request_of(case), RULES, case.day, changes=changes)


def behind(verdict: UsageVerdict) -> UsageEffect:
    return verdict.would_be or verdict.effect


@given(cases)
def test_no_verdict_without_a_rule_and_its_citation(case: Case) -> None:
    verdict = answer(case)
    assert verdict.rule
    assert all(rule.citation and rule.source for rule in verdict.rule)
    if verdict.effect is not UsageEffect.UNCLEAR:
        assert verdict.decided_by
    if RESTRICTION.index(verdict.effect) < RESTRICTION.index(UsageEffect.UNCLEAR):
        laws = {rule.state for rule in verdict.rule if rule.ground is Ground.TRANSFER}
        home = any(rule.ground is Ground.DOMESTIC for rule in verdict.rule)
        assert case.holder is not None
        for state in {case.holder, *case.persons}:
            assert state in laws or (state == case.state and home)


@given(cases)
def test_the_most_restrictive_rule_wins(case: Case) -> None:
    verdict = answer(case)
    assert behind(verdict) == max((rule.effect for rule in verdict.rule), key=RESTRICTION.index)
    assert {code for rule in verdict.rule for code in _conditions(rule.id)} == {each.code for each in verdict.condition}
    low = verdict.confidence is Confidence.LOW
    assert low == any(rule.confidence is Confidence.LOW for rule in verdict.rule)
    if verdict.would_be is not None:
        assert (verdict.effect, low) == (UsageEffect.UNCLEAR, True)
    if low:
        assert verdict.effect in {UsageEffect.UNCLEAR, UsageEffect.PROHIBITED}


def _conditions(id_: str) -> tuple[str, ...]:
    return next(rule.conditions for rule in RULES.rules if rule.id == id_)


@given(cases, st.sampled_from(PLACES))
def test_one_more_state_of_persons_never_gives_a_laxer_answer(case: Case, state: str) -> None:
    more = answer(replace(case, persons=[*case.persons, state]))
    assert RESTRICTION.index(more.effect) >= RESTRICTION.index(answer(case).effect)
    assert RESTRICTION.index(behind(more)) >= RESTRICTION.index(behind(answer(case)))


@given(cases, st.sampled_from(SUBCLASSES))
def test_a_stated_subclass_changes_an_answer_only_through_a_rule_that_names_it(case: Case, subclass: str) -> None:
    others = [each for each in case.subclass if each != subclass]
    denying = answer(replace(case, subclass=others, denied=sorted({*_denied(case), subclass}), but=[]))
    stating = answer(replace(case, subclass=[*others, subclass], denied=_denied(case), but=[]))
    named = {rule.id for rule in stating.rule if SUBCLASS[rule.id] == subclass}
    beyond = any(subclass in each for question in stating.missing for each in question.about)
    if not named and not beyond:
        assert (stating.effect, stating.would_be, stating.rule) == (denying.effect, denying.would_be, denying.rule)
    assert {rule.id for rule in stating.rule} - {rule.id for rule in denying.rule} <= named | {"NO-RULE"}


def _denied(case: Case) -> list[str]:
    return SUBCLASSES if case.denied == "all" else list(case.denied)


@given(cases)
def test_the_same_question_has_the_same_answer(case: Case) -> None:
    assert answer(case, changes=True) == answer(case, changes=True)
    turned = answer(replace(case, persons=case.persons[::-1], subclass=case.subclass[::-1], access=case.access[::-1]))
    assert (turned.effect, turned.would_be) == (answer(case).effect, answer(case).would_be)
    assert {rule.id for rule in turned.rule} == {rule.id for rule in answer(case).rule}


@given(cases)
def test_what_would_change_an_answer_does(case: Case) -> None:
    verdict = answer(case, changes=True)
    assert verdict.model_copy(update={"would_change": ()}) == answer(case)
    order = [RESTRICTION.index(change.effect) for change in verdict.would_change]
    assert order == sorted(order)
    for change in verdict.would_change:
        assert change.effect is not verdict.effect
        if change.fact == "purpose":
            assert answer(replace(case, purpose=change.value)).effect is change.effect
        if change.fact == "confirmation":
            assert change.effect is verdict.would_be
        if change.fact == "subclass" and change.value in RULES.subclasses:
            assert answer(replace(case, subclass=[*case.subclass, change.value])).effect is change.effect
        if change.fact == "subclass" and change.value == "none":
            asked = chain.from_iterable(each.about for each in verdict.missing if each.code == "subclass")
            assert answer(replace(case, denied=[*_denied(case), *asked])).effect is change.effect


SOURCE = Source.model_validate(
    {"id": "example", "title": {"en": "Example"}, "kind": "ckan", "url": "https://data.example.org/", "jurisdiction": "KZ"}
)
SAID = {"reason": "Looked at the page of terms.", "by": "A. Steward", "at": NOON}


def concluded(title: str, licence: str | None, curation: Curation) -> UsageVerdict:
    """The answer on a dataset as a portal sends it, and as a person decided about it."""
    stated = (Statement(verbatim=licence, field="/license_id"),) if licence else ()
    harvested = dataset(title, publisher="Ministry of Health", license=stated)
    assessment = assess(harvested, curation, source=SOURCE, rules=SHIPPED, today=TODAY)
    kept = record(curation=curation).model_copy(update={"dataset": harvested, "assessment": assessment})
    return decide(kept, UsageRequest(state="RU", purpose="commercial"), RULES, DAY)


def test_what_a_person_recorded_beats_what_is_stated_beats_what_is_inferred() -> None:
    silent = concluded("Water level by district and year", None, Curation())
    assert silent.effect == "unclear"
    stated = concluded("Water level by district and year", "CC-BY-NC-4.0", Curation())
    assert (stated.effect, stated.decided_by) == ("prohibited", (Ground.LICENSE,))
    decided = Curation(license=LicenseDecision(value="CC0-1.0", **SAID))
    assert concluded("Water level by district and year", "CC-BY-NC-4.0", decided).effect == "conditional"
    special = Curation(license=decided.license, privacy_class=PrivacyDecision(value=PrivacyClass.RESTRICTED, **SAID))
    assert concluded("Water level by district and year", "CC-BY-NC-4.0", special).effect == "prohibited"


@given(cases, st.sampled_from(SUBCLASSES))
def test_a_request_takes_nothing_back_that_an_officer_recorded(case: Case, subclass: str) -> None:
    recorded = replace(case, subclass=[subclass], asked={})
    denying = replace(recorded, asked={"denied_subclass": [subclass]})
    assert answer(denying).rule == answer(recorded).rule


@pytest.mark.parametrize(
    ("asked", "parameter", "reason", "choice"),
    [
        ({"state": "XX"}, "state", "state-unknown", "KZ"),
        ({"state": "kz"}, "state", "state-unknown", "KZ"),
        ({"purpose": "resale"}, "purpose", "purpose-unknown", "research"),
        ({"subclass": ["secret"]}, "subclass", "subclass-unknown", "biometric"),
        ({"denied_subclass": ["no_open_licence"]}, "denied_subclass", "subclass-unknown", "biometric"),
        ({"subclass": ["biometric"], "denied_subclass": ["biometric"]}, "denied_subclass", "said-twice", None),
    ],
)
def test_a_request_that_names_what_is_not_there_is_refused_with_the_choices(
    asked: dict[str, object], parameter: str, reason: str, choice: str | None
) -> None:
    request = UsageRequest.model_validate({"state": "KZ", "purpose": "research"} | asked)
    with pytest.raises(InvalidUsage) as caught:
        decide(record(), request, RULES, DAY)
    assert (caught.value.parameter, caught.value.reason) == (parameter, reason)
    assert choice is None or choice in caught.value.choices
