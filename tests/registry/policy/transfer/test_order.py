"""What is stricter in the question is not laxer in the answer; no rule is without use, and none stands beside one of its rank.

The program answers here. That `decide` gives the same answers is the matter of `test_space.py`.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from .program import Answer, answers, derived, laxer
from .rule_facts import rules, shipped
from .space import CLASSES, MEMBERS, PURPOSES, Cell, licensed, ordered, recorded

pytestmark = pytest.mark.proof

DATA = shipped()
LAXER = {
    (
        "CN",
        "anonymised",
        "surveying_mapping",
    ): "CN-RESTR-GEO names anonymised and restricted data; pseudonymised surveying data were not thought of",
    (
        "CN",
        "anonymised",
        "greater_bay_area",
    ): "the contract of the Greater Bay Area is for personal data; nothing was read for anonymised ones",
    ("CN", "personal", "over_1m_or_ciio"): "special data have a limit of their own, over_10k_or_ciio, which is denied here",
    ("RU", "pseudonymised", None): "P-AI-RU is about training with pseudonymised data; the basis for personal data is in RU-PERS",
    ("RU", "pseudonymised", "ru_gis_composition"): "the state pool holds depersonalised sets only (152-FZ art 13.1)",
    (
        "IN",
        "anonymised",
        "official_statistics_unit_level",
    ): "category B of the statistics office is anonymised; commercial use is priced",
    ("IN", "personal", "official_statistics_restricted"): "category C holds no special data (IN-STAT-C names none)",
    ("TJ", "anonymised", None): "TJ-ANON is of confidence low, TJ-PERS of medium",
    ("BY", "open", None): "no open licence of BY is known, so BY-OPEN is unclear; the rule for anonymised data is known",
}
"""Where a stricter class has a laxer answer today, and why: the state, the laxer class, and the subclass that makes it so."""

IDLE = {
    "CN-IMPORTANT": "CN-RESTR prohibits the whole class, and CN-IMPORTANT does not override it",
    "CN-RESTR-EXPORTCTRL": "CN-RESTR prohibits the whole class, and CN-RESTR-EXPORTCTRL does not override it",
    "PK-PERS-TELECOM": "PK-PERS and PK-SPEC are unclear, which is more than authorisation",
}
"""Rules of export that never make an answer as strict as it is, and why."""


@cache
def answered(state: str) -> Mapping[Cell, Answer]:
    """The answers about data of a state, one subclass at a time."""
    return answers(DATA, dict.fromkeys([*ordered(DATA, state), *licensed(state), *recorded(state)]))


def subclass_of(cell: Cell) -> str | None:
    return next(iter(cell.facts.has), None)


@pytest.mark.parametrize("state", MEMBERS)
def test_a_stricter_class_never_has_a_laxer_answer_but_where_the_list_says(state: str) -> None:
    found = answered(state)
    lax = {
        (cell.privacy_class, subclass_of(cell), cell.user, cell.purpose)
        for cell in ordered(DATA, state)
        for strict, stricter in pairwise(CLASSES[:-1])
        if cell.privacy_class == strict and laxer(found[replace(cell, privacy_class=stricter)].effect, found[cell].effect)
    }
    anyway = {(strict, user, purpose) for strict, subclass, user, purpose in lax if subclass is None}
    special = {(strict, subclass) for strict, subclass, user, purpose in lax if (strict, user, purpose) not in anyway}
    assert {(state, *key) for key in {(strict, None) for strict, _, _ in anyway} | special} == {
        key for key in LAXER if key[0] == state
    }


@pytest.mark.parametrize("state", MEMBERS)
def test_a_purpose_that_rules_speak_of_never_has_a_laxer_answer_than_one_that_none_does(state: str) -> None:
    found = answered(state)
    silent = [cell for cell in found if cell.purpose == "publication"]
    assert silent
    for cell in silent:
        for purpose in PURPOSES:
            narrower = found.get(replace(cell, purpose=purpose), found[cell])
            assert not laxer(narrower.effect, found[cell].effect), f"{cell}: {purpose}"
            assert not laxer(narrower.behind, found[cell].behind), f"{cell}: {purpose}"


@pytest.mark.parametrize("state", MEMBERS)
def test_every_rule_is_used_and_decides_somewhere(state: str) -> None:
    found = answered(state).values()
    own = {name: DATA[name] for name in (state.lower(), "common")}
    effects = {rule["id"]: rule["effect"] for _, rule in rules(own)}
    assert effects.keys() - {rule for answer in found for rule in answer.rules} == set()
    decisive = {rule for answer in found for rule in answer.rules if effects.get(rule) == answer.behind}
    export = {rule["id"] for kind, rule in rules({state: own[state.lower()]}) if kind == "export"}
    assert export - decisive == {rule for rule in IDLE if rule.startswith(state)}


@pytest.mark.parametrize("state", MEMBERS)
def test_there_is_exactly_one_base_rule_and_one_of_each_rank(state: str) -> None:
    asked = list(ordered(DATA, state))
    assert [(name, *map(str, what)) for name, what in derived(DATA, asked, ("overlap/5", "baseless/3"))] == []
