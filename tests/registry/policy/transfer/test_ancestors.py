"""The answer of a dataset and of what it was made from as one: sentences 19 to 22 of the README."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.policy.rules import shipped_rules
from registry.policy.transfer.ancestors import SENTENCES, UNSEEN, of_ancestor
from registry.policy.transfer.decide import decide
from registry.policy.transfer.evaluate import evaluate, strictest
from registry.policy.transfer.facts import facts_of
from registry.policy.transfer.rules import RESTRICTION, Part
from schemas.assessment import Confidence
from schemas.grounds import read_grounds, written
from schemas.lineage import Ancestor, Lineage
from schemas.record import CatalogRecord, record_id
from schemas.usage import Ground, UsageEffect, UsageRequest, UsageVerdict
from tests.factories import stated, text

from .test_usage_properties import cases
from .usage_cases import DAY, Case, record_of

RULES = shipped_rules().transfer
OPEN = Case(case="", why="", expect={}, holder="KZ", state="RU")
MECHANISM = {"mechanisms": [{"condition": "ANON_ATTESTED", "document": "No 1", "valid_from": "2026-01-01"}]}


def named(name: str, case: Case, *made_from: str) -> CatalogRecord:
    built = record_of(case, RULES)
    update = {"identifier": name, "title": text({"en": name}), "was_derived_from": stated(*made_from)}
    return built.model_copy(update={"id": record_id("x", name), "dataset": built.dataset.model_copy(update=update)})


def line(*records: CatalogRecord) -> Lineage:
    """The ancestors of a dataset, of which each was made from the next."""
    ids = [each.id for each in records]
    return Lineage(tuple(Ancestor(each, each.dataset.identifier, tuple(ids[:at])) for at, each in enumerate(records)))


def ask(case: Case, *ancestors: Case, purpose: str = "research", changes: bool = True, **asked: Any) -> UsageVerdict:
    """The answer to a dataset with a chain of ancestors, `A0`, `A1` and so on."""
    lineage = line(*(named(f"A{at}", each) for at, each in enumerate(ancestors)))
    request = UsageRequest(state=case.state, purpose=purpose, **asked)
    return decide(named("own", case), request, RULES, DAY, changes=changes, lineage=lineage)


def test_the_ancestor_that_blocks_is_named() -> None:
    verdict = ask(OPEN, replace(OPEN, licence="attribution"), replace(OPEN, licence="non-commercial"), purpose="commercial")
    assert (verdict.effect, verdict.decided_by) == ("prohibited", (Ground.ANCESTOR,))
    near, far = verdict.ancestor
    assert ask(OPEN, OPEN).ancestor[0].words == "Made from “A0”, which may be used for this purpose."
    assert (near.effect, far.effect) == ("conditional", "prohibited")
    assert (far.decided_by, far.rule, far.path) == ((Ground.LICENSE,), ("LICENCE-FORBIDS",), (near.record,))
    assert far.words == "Made from “A1”, whose licence does not permit this purpose."
    assert {"fact": "license", "value": "permits any use", "effect": "conditional", "of": far.record} in [
        each.model_dump() for each in verdict.would_change
    ]
    assert "LICENCE-FORBIDS" in {rule.id for rule in verdict.rule}


def test_a_dataset_that_is_as_restricted_itself_is_named_too() -> None:
    closed = replace(OPEN, licence="non-commercial")
    assert ask(closed, closed, purpose="commercial").decided_by == (Ground.LICENSE, Ground.ANCESTOR)
    assert ask(closed, OPEN, purpose="commercial").decided_by == (Ground.LICENSE,)


def test_the_class_and_the_state_of_an_ancestor_count() -> None:
    personal = replace(OPEN, holder="BY", privacy_class="personal", persons=["BY"])
    verdict = ask(OPEN, personal)
    assert verdict.effect == ask(personal).effect != ask(OPEN).effect
    assert {rule.state for rule in verdict.rule} >= {"KZ", "BY"}


def test_conditions_of_all_are_united_and_met_only_if_they_are_met_for_each() -> None:
    attested = replace(OPEN, privacy_class="anonymised", holder="RU", state="KZ", recorded=MECHANISM)
    open_ = replace(attested, recorded={})
    both, one = ask(attested, attested), ask(attested, open_)
    codes = {each.code for each in ask(attested).condition} | {each.code for each in ask(open_).condition}
    assert {each.code for each in one.condition} == codes
    for each in one.condition:
        assert each.of == (named("own", OPEN).id, named("A0", OPEN).id)
        assert each.rule
    met = {each.code for each in both.condition if each.met}
    assert {each.code for each in one.condition if each.met} == met & {each.code for each in ask(open_).condition if each.met}


def test_to_publish_what_was_made_from_data_is_to_adapt_these() -> None:
    fixed = replace(OPEN, licence="no-derivatives")
    assert ask(fixed, purpose="publication").effect is not UsageEffect.PROHIBITED
    verdict = ask(OPEN, fixed, purpose="publication")
    assert (verdict.effect, verdict.decided_by) == (UsageEffect.PROHIBITED, (Ground.ANCESTOR,))
    assert ask(OPEN, fixed, purpose="research").effect is not UsageEffect.PROHIBITED


def test_what_is_stated_of_the_dataset_does_not_speak_for_its_ancestor() -> None:
    mapped = replace(OPEN, holder="CN", state="KZ")
    silent, denied = ask(mapped), ask(mapped, denied_subclass=tuple(RULES.subclasses))
    assert [each.code for each in (*silent.missing, *denied.missing)] == ["subclass"]
    verdict = ask(mapped, mapped, denied_subclass=tuple(RULES.subclasses))
    assert [(each.code, each.of) for each in verdict.missing] == [("subclass", (named("A0", OPEN).id,))]
    request = UsageRequest(state="KZ", purpose="research", exporter_count=5, critical_operator=False, subclass=("geodata",))
    assert of_ancestor(request, RULES) == UsageRequest(state="KZ", purpose="research", exporter_count=5, critical_operator=False)


def test_what_is_not_in_the_catalogue_is_a_condition_and_no_silent_yes() -> None:
    request = UsageRequest(state="RU", purpose="research")
    record = named("own", OPEN, "A survey of 1998")
    known = decide(record, request, RULES, DAY, lineage=Lineage())
    assert (known.effect, known.confidence) == ("allowed", "high")
    verdict = decide(record, request, RULES, DAY)
    assert (verdict.effect, verdict.confidence, verdict.decided_by) == ("conditional", "medium", (Ground.ANCESTOR,))
    [condition] = [each for each in verdict.condition if each.code == "SOURCE_TERMS"]
    assert (condition.about, condition.met, condition.rule) == (("A survey of 1998",), False, ("SOURCE-UNSEEN",))
    [unseen] = verdict.ancestor
    assert (unseen.record, unseen.title, unseen.said) == (None, (), "A survey of 1998")
    assert unseen.words == "Made from “A survey of 1998”, which is not in this catalogue."
    assert ("ancestor", "allowed") in {(each.fact, each.effect.value) for each in verdict.would_change}
    assert decide(record, request.model_copy(update={"state": "TR"}), RULES, DAY).effect == "unclear"


def test_what_an_ancestor_was_made_from_is_told_with_the_way_to_it() -> None:
    near = named("A0", OPEN, "Elsewhere")
    lineage = Lineage((Ancestor(near, "A0"),), {near.id: ("Elsewhere",)})
    verdict = decide(named("own", OPEN, "A0"), UsageRequest(state="RU", purpose="research"), RULES, DAY, lineage=lineage)
    assert [(each.record, each.said, each.path, each.effect) for each in verdict.ancestor] == [
        (near.id, "A0", (), "conditional"),
        (None, "Elsewhere", (near.id,), "conditional"),
    ]
    assert verdict.ancestor[0].words == "Made from “A0”, which was made from something that is not in this catalogue."


def test_without_ancestors_nothing_is_added() -> None:
    dumped = ask(OPEN).model_dump(mode="json")
    assert dumped["ancestor"] == []
    assert "ancestor_left_out" not in dumped
    assert not any("of" in each for name in ("condition", "missing", "would_change") for each in dumped[name])


def test_low_confidence_of_an_ancestor_is_unclear_with_what_it_would_be() -> None:
    verdict = ask(OPEN, replace(OPEN, weak=["licence"]))
    assert (verdict.effect, verdict.would_be, verdict.confidence) == ("unclear", "allowed", Confidence.LOW)
    assert ("confirmation", "allowed") in {(each.fact, each.effect.value) for each in verdict.would_change}


def test_every_rule_has_a_sentence_for_an_ancestor_that_it_decides_about() -> None:
    grounds = {rule.ground for rule in RULES.rules}
    told = {rule.id for rule in RULES.rules if rule.part is Part.RECORD} & SENTENCES.keys()
    assert {rule.ground for rule in RULES.rules if rule.id not in told} <= SENTENCES.keys() | {Ground.LICENSE}
    assert {rule.id for rule in RULES.rules if rule.ground is Ground.LICENSE} <= SENTENCES.keys()
    assert grounds >= {key for key in SENTENCES if key in set(Ground)}
    assert all(words.count("%(title)s") == 1 for words in (UNSEEN, *SENTENCES.values()))


@given(st.lists(cases, min_size=2, max_size=4))
def test_the_whole_is_the_strictest_of_its_parts_and_one_more_never_makes_it_laxer(several: list[Case]) -> None:
    own, *others = [replace(case, state=several[0].state, purpose=several[0].purpose) for case in several]
    alone = [ask(own, purpose=own.purpose, changes=False)]
    alone += [ask(each, purpose=RULES.of_ancestor(own.purpose), changes=False) for each in others]
    wholes = [ask(own, *others[:number], purpose=own.purpose, changes=False) for number in range(len(others) + 1)]
    assert wholes[-1].effect == strictest(each.effect for each in alone)
    assert behind(wholes[-1]) == strictest(map(behind, alone))
    assert {rule.id for rule in wholes[-1].rule} == {rule.id for each in alone for rule in each.rule}
    assert {each.code for each in wholes[-1].condition} == {each.code for one in alone for each in one.condition}
    for fewer, more in pairwise(wholes):
        assert RESTRICTION.index(fewer.effect) <= RESTRICTION.index(more.effect)
    assert from_text(own, others) == wholes[-1].effect


@given(st.lists(cases, min_size=2, max_size=3))
def test_every_change_that_is_named_is_one(several: list[Case]) -> None:
    own, *others = [replace(case, state=several[0].state, purpose=several[0].purpose) for case in several]
    verdict = ask(own, *others, purpose=own.purpose)
    ids = {each.record for each in verdict.ancestor}
    for change in verdict.would_change:
        assert change.effect != verdict.effect
        assert change.of is None or change.of in ids
        if change.fact == "purpose":
            assert ask(own, *others, purpose=change.value, changes=False).effect == change.effect


def behind(verdict: UsageVerdict) -> UsageEffect:
    return verdict.would_be or verdict.effect


def from_text(own: Case, others: Sequence[Case]) -> UsageEffect:
    """The effect as it follows from the text that the index has."""
    lineage = line(*(named(f"A{at}", each) for at, each in enumerate(others)))
    first, *behind_it = read_grounds(written(lineage.grounds(named("own", own))))
    request = UsageRequest(state=own.state, purpose=own.purpose)
    asked = [(first, request), *((each, of_ancestor(request, RULES)) for each in behind_it)]
    return strictest(evaluate(facts_of(grounds, each, RULES), RULES, DAY).effect for grounds, each in asked)


@pytest.mark.parametrize("count", [0, 100])
def test_a_dataset_with_many_ancestors_is_answered(count: int) -> None:
    verdict = ask(OPEN, *[OPEN] * count)
    assert (verdict.effect, len(verdict.ancestor)) == ("allowed", count)
