"""The answers that an edit moves are all that it moves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.policy.transfer.cells import SITUATIONS, Cell, Space, Statement, Way
from registry.policy.transfer.compare import Answering, Move, moves
from registry.policy.transfer.confirm import confirm
from registry.policy.transfer.decide import decide
from registry.policy.transfer.errors import TooMuchToCompare
from registry.policy.transfer.moved import Moved, MovedGroup, MoveKind, moved
from registry.policy.transfer.rules import Part, Said, TransferRules
from schemas.assessment import Confidence, PrivacyClass
from schemas.jurisdictions import states
from schemas.usage import Confirmation, UsageEffect

from .own_rules import POLICY, ROWS, SHIPPED, file, loaded, row, rules_with, without
from .usage_cases import Case, record_of, request_of

RULES = POLICY.transfer
TODAY = date(2026, 11, 29)


def edited(rule: str, **other: Any) -> TransferRules:
    """The rules with another value in the place of one."""
    rules = tuple(replace(each, **other) if each.id == rule else each for each in RULES.rules)
    return replace(RULES, rules=rules, _exports={})


def released(name: str, old: str, new: str) -> TransferRules:
    """The rules of a later release, which says something else in one place."""
    assert old in SHIPPED[name]
    return loaded({**SHIPPED, name: SHIPPED[name].replace(old, new, 1)})


def shown(other: TransferRules) -> Moved:
    return moved(RULES, other, today=TODAY)


def test_the_same_rules_move_nothing() -> None:
    assert shown(loaded(SHIPPED)) == Moved(stricter=0, looser=0)
    assert shown(edited("KZ-OPEN", citation="Other words.", known_since=TODAY, source=())) == Moved(stricter=0, looser=0)


def test_a_stricter_rule_is_shown_with_rule_states_class_effects_day_number_and_an_example() -> None:
    found = shown(edited("KZ-OPEN", effect=UsageEffect.PROHIBITED, conditions=()))
    assert not found.is_looser
    assert found.stricter == sum(group.cells for group in found.groups)
    [group] = [each for each in found.groups if each.to == "RU" and each.before == "allowed"]
    assert group == MovedGroup(
        kind=MoveKind.EFFECT,
        looser=False,
        rule=("KZ-OPEN",),
        from_state="KZ",
        to="RU",
        privacy_class=PrivacyClass.OPEN,
        before="allowed",
        after="prohibited",
        gone=("ATTRIBUTION", "LICENCE"),
        since=TODAY,
        cells=group.cells,
        example="KZ → RU, open, research",
    )
    assert group.cells == len([purpose for purpose in RULES.purposes if purpose not in {"commercial", "ai_training"}])


def test_a_looser_rule_is_looser_and_stands_first() -> None:
    found = shown(edited("CN-HGR", effect=UsageEffect.CONDITIONAL))
    assert found.is_looser
    assert found.groups[0].looser
    moved_to_ru = {(each.from_state, each.rule, each.after) for each in found.groups if each.to == "RU" and each.looser}
    assert moved_to_ru == {("CN", ("CN-HGR",), "conditional")}


def test_a_confirmation_is_looser_from_its_day_on() -> None:
    said = Confirmation(name="A. Lawyer", reason="Read in the gazette.", citation="art 3", day=date(2027, 1, 1))
    found = shown(rules_with(confirm(SHIPPED, {}, "HOME-SPEC", said, subclasses=POLICY.subclasses).contents))
    assert (found.stricter, {each.since for each in found.groups}) == (0, {said.day})
    assert {(each.before, each.after) for each in found.groups} == {("unclear", "conditional")}


CONDITIONS = ROWS["IN-OPEN"].row.conditions


def test_a_condition_that_goes_is_looser_and_one_that_comes_is_not() -> None:
    fewer = shown(edited("IN-OPEN", conditions=CONDITIONS[1:]))
    more = shown(edited("IN-OPEN", conditions=(*CONDITIONS, "CONSENT")))
    assert (fewer.stricter, more.looser) == (0, 0)
    assert {(each.kind, each.come) for each in more.groups} == {(MoveKind.CONDITIONS, ("CONSENT",))}
    assert fewer.looser
    assert {each.gone for each in fewer.groups} == {CONDITIONS[:1]}
    assert all(each.before is each.after for each in (*fewer.groups, *more.groups))


def test_other_words_of_a_condition_are_shown_and_take_two_persons() -> None:
    found = shown(released("common", "name and link the source", "name the source"))
    assert {(each.come, each.gone) for each in found.groups} == {(("ATTRIBUTION",), ("ATTRIBUTION",))}
    assert found.is_looser


def test_a_rule_that_begins_or_ends_moves_answers_from_that_day_on() -> None:
    until, since = date(2026, 12, 31), date(2027, 3, 1)
    ends = row("KZ-OPEN", in_force={"until": until.isoformat()})
    begins = row("KZ-OPEN", in_force={"from": since.isoformat()}, effect="prohibited")
    found = shown(rules_with(file("kz", export=[ends, begins])))
    effects = {(each.since, each.after) for each in found.groups if each.kind is MoveKind.EFFECT}
    assert effects == {(until + timedelta(days=1), "unclear"), (since, "prohibited")}
    assert {each.since for each in found.groups} == {until + timedelta(days=1), since}


def test_a_rule_of_the_past_moves_nothing() -> None:
    past = without(
        row("KZ-OPEN", id="KZ-OLD", in_force={"from": "1999-01-01", "until": "2001-01-01"}, effect="prohibited"), "replaces"
    )
    assert shown(rules_with(file("kz", export=[past]))) == Moved(stricter=0, looser=0)


def test_a_state_that_no_rule_named_has_groups_of_its_own() -> None:
    added = without(row("KZ-OPEN", id="TR-OPEN", to=["KZ"]), "replaces")
    found = shown(rules_with(file("tr", export=[added])))
    assert {(each.from_state, each.to) for each in found.groups} == {("TR", "KZ")}
    assert {each.to for each in shown(edited("P-COMMERCIAL", conditions=("LICENCE", "ACCESS"))).groups} >= {None, "KZ"}


SOME = list(SITUATIONS)[::5]
"""The others are looked at where every case is gone through."""


@pytest.mark.parametrize("said", [pytest.param(said, marks=[] if said in SOME else pytest.mark.proof) for said in SITUATIONS])
def test_what_another_release_says_of_records_is_shown(said: Said) -> None:
    """An operator cannot change it."""
    other = UsageEffect.CONDITIONAL if RULES.record[said].effect is UsageEffect.PROHIBITED else UsageEffect.PROHIBITED
    found = shown(edited(said, effect=other))
    assert {rule for each in found.groups for rule in each.rule} == {said}
    assert any(each.example.endswith(said) for each in found.groups)


@pytest.mark.proof
def test_another_number_of_persons_is_shown() -> None:
    found = shown(released("common", "over_10k_or_ciio: {minimum: 10000}", "over_10k_or_ciio: {minimum: 500000}"))
    assert found.is_looser
    assert {each.from_state for each in found.groups} == {"CN"}
    assert any("10000 persons" in each.example for each in found.groups)


@pytest.mark.proof
def test_a_purpose_that_needs_something_else_of_the_licence_is_shown() -> None:
    found = shown(
        released("common", "journalism: {label: Journalism}", "journalism: {label: Journalism, permissions: [commercial]}")
    )
    assert found.stricter
    assert all("journalism" in each.example for each in found.groups)


def test_a_subclass_that_overrides_another_moves_answers_where_both_are_stated() -> None:
    one, both = (edited("CN-IMPORTANT", overrides=over) for over in (("CN-RESTR",), ("CN-RESTR", "CN-CORE")))
    assert shown(one).is_looser
    over = moved(one, both, today=TODAY)
    assert {each.example.rpartition(", ")[2] for each in over.groups} == {"core_or_state_secret and important_data"}


# What follows compares with every cell, and with questions that are no cells.

LAWS = sorted({rule.id: rule for rule in RULES.rules if rule.part is not Part.RECORD}.values(), key=lambda rule: rule.id)
PLACES = [*sorted(RULES.members), "HK", "TR", "BR"]


def some(values: Iterable[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(values)), min_size=1, max_size=3)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Any rule of the law with other values in any of its fields."""
    rule = draw(st.sampled_from(LAWS))
    fields: dict[str, st.SearchStrategy[Any]] = {
        "effect": st.sampled_from(UsageEffect),
        "conditions": some(RULES.conditions).map(tuple),
        "confidence": st.sampled_from(Confidence),
        "data_class": some(map(str, PrivacyClass)),
        "subclass": st.sampled_from([None, *sorted(POLICY.subclasses)]),
        "used_from": st.sampled_from([date(2026, 11, 30), date(2027, 1, 1)]),
        "used_until": st.sampled_from([date(2026, 12, 31), date(2027, 6, 30)]),
        "overrides": st.sampled_from(LAWS[:1] + LAWS).map(lambda other: (other.id,) if other.id != rule.id else ()),
    }
    fields |= {end: some(PLACES) for end in ("from_state", "to") if getattr(rule, end)}
    fields |= {"purpose": some(RULES.purposes)} if rule.purpose else {}
    changed = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3, unique=True))
    return rule.id, {field: draw(fields[field]) for field in changed}


def key(move: Move) -> tuple[Any, ...]:
    return (move.cell, move.since, move.before.effect, move.after.effect)


def brute(space: Space, part: float, random: Random) -> tuple[set[Way], set[tuple[Any, ...]]]:
    """Every cell on some of the ways, whether an edit can reach it or not."""
    ways = {way for way in space.ways() if random.random() < part}
    sets = Answering(space.before), Answering(space.after)
    found = set()
    for way in ways:
        for statement in space.statements(way):
            for purposes in space.purposes:
                last = None
                for day in space.days(TODAY):
                    before, after = (each.answer(Cell(way, purposes[0], statement), space, day) for each in sets)
                    pair = (before.effect, before.conditions, after.effect, after.conditions)
                    if (before.effect, before.conditions) != (after.effect, after.conditions) and pair != last:
                        found.add((Cell(way, purposes[0], statement), day, before.effect, after.effect))
                    last = pair
    return ways, found


@settings(max_examples=25)
@given(edits(), st.integers(0, 1000))
def test_an_edit_moves_the_cells_that_are_shown_and_no_other(edit: tuple[str, dict[str, Any]], seed: int) -> None:
    space = Space(RULES, edited(edit[0], **edit[1]))
    ways, found = brute(space, 0.05, Random(seed))
    assert {key(move) for move in moves(space, today=TODAY) if move.cell.way in ways} == found


SUBCLASSES = sorted(RULES.subclasses)
cases = st.builds(
    Case,
    case=st.just(""),
    why=st.just(""),
    expect=st.just({}),
    holder=st.sampled_from(PLACES),
    state=st.sampled_from(PLACES),
    privacy_class=st.sampled_from([*map(str, PrivacyClass)]),
    purpose=st.sampled_from(sorted(RULES.purposes)),
    licence=st.sampled_from(["open", "attribution", "not_stated"]),
    subclass=st.lists(st.sampled_from(SUBCLASSES), max_size=3, unique=True),
    denied=st.one_of(st.just("all"), st.lists(st.sampled_from(SUBCLASSES), max_size=4, unique=True)),
    persons=st.lists(st.sampled_from(PLACES), max_size=2, unique=True),
    publisher=st.sampled_from(["Ministry of Health", ""]),
    day=st.sampled_from([TODAY, date(2026, 12, 31), date(2027, 1, 1), date(2027, 8, 1)]),
)


def answered(case: Case, rules: TransferRules) -> object:
    verdict = decide(record_of(case, rules), request_of(case), rules, case.day, changes=False)
    codes = {condition.code for condition in verdict.condition}
    return verdict.effect, codes if verdict.effect is not UsageEffect.PROHIBITED else set()


@settings(max_examples=25)
@given(edits(), st.lists(cases, min_size=1, max_size=60))
def test_no_question_whatever_is_answered_otherwise_outside_of_what_is_shown(
    edit: tuple[str, dict[str, Any]], asked: list[Case]
) -> None:
    """Also with several subclasses and states of persons: a group has a state concerned, the user's, the class, the day."""
    other = edited(edit[0], **edit[1])
    groups = moved(RULES, other, today=TODAY).groups
    named = set(Space(RULES, other).named)
    for case in asked:
        before, after = (
            decide(record_of(case, each), request_of(case), each, case.day, changes=False) for each in (RULES, other)
        )
        if (before.effect, before.condition) == (after.effect, after.condition):
            continue
        concerned = {state if state in named else None for state in (case.holder, *case.persons)}
        to = case.state if case.state in named else None
        ways = {(state, to, case.privacy_class) for state in concerned}
        reached = [each.since for each in groups if (each.from_state, each.to, each.privacy_class) in ways]
        assert any(since <= case.day for since in reached), case


def test_comparing_ends_when_there_is_no_more_time() -> None:
    left = iter([True, False])
    with pytest.raises(TooMuchToCompare):
        moved(RULES, edited("KZ-OPEN", effect=UsageEffect.PROHIBITED), today=TODAY, go_on=lambda: next(left))
    assert moved(RULES, RULES, today=TODAY, go_on=lambda: False) == Moved(stricter=0, looser=0)


@pytest.mark.proof
def test_every_answer_of_the_whole_set_is_compared_in_time() -> None:
    """Everything replaced: 120 seconds of processor time; one rule that reaches far: 5."""
    rules = tuple(replace(rule, effect=UsageEffect.UNCLEAR, conditions=("OFFICER_REVIEW",)) for rule in RULES.rules)
    assert seconds(replace(RULES, rules=rules, _exports={})) <= 120
    assert seconds(edited("P-COMMERCIAL", purpose=frozenset(RULES.purposes), effect=UsageEffect.PROHIBITED)) <= 5
    assert seconds(edited("D-ANY", data_class=frozenset("*"), effect=UsageEffect.PROHIBITED, used_from=date(2027, 1, 1))) <= 5


def seconds(other: TransferRules) -> float:
    begin = process_time()
    assert shown(other).groups
    return process_time() - begin


def test_the_state_that_stands_for_all_others_is_one_that_no_rule_names() -> None:
    first = next(iter(states()))
    space = Space(RULES, edited("KZ-OPEN", to=frozenset([first])))
    assert first in space.named
    assert space.other not in space.named
    assert (
        str(Cell(Way("KZ", "RU", PrivacyClass.PERSONAL), "research", Statement())) == "KZ → RU, personal, research, no subclass"
    )
