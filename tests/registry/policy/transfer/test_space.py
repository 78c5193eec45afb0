"""`decide` and the program give one answer to every question of the space.

To ask all of them takes longer than a test should: `make proof`. Every fiftieth is asked each time.
"""

from copy import deepcopy
from datetime import date, timedelta

import pytest

from .comparison import differences, transfer_rules
from .own_rules import confirmation
from .program import answers, laxer, shipped_rules
from .rule_facts import rules, shipped
from .space import MEMBERS, cells

DATA = shipped()
EVERY = 50
SHOWN = 20
"""How many differences are shown."""


@pytest.mark.proof
@pytest.mark.parametrize("state", MEMBERS)
def test_decide_and_the_program_agree_on_the_whole_space(state: str) -> None:
    assert differences(DATA, shipped_rules().transfer, cells(DATA, state))[:SHOWN] == []


@pytest.mark.proof
def test_the_space_is_large() -> None:
    assert sum(len(cells(DATA, state)) for state in MEMBERS) >= 100_000


@pytest.mark.parametrize("state", MEMBERS)
def test_decide_and_the_program_agree_on_a_sample_of_the_space(state: str) -> None:
    assert differences(DATA, shipped_rules().transfer, cells(DATA, state)[::EVERY])[:SHOWN] == []


@pytest.mark.parametrize("day", [date(2021, 10, 31), date(2024, 3, 22), date(2026, 7, 25)], ids=str)
def test_they_agree_when_some_rules_are_not_yet_in_force(day: date) -> None:
    asked = [cell for state in ("CN", "RU", "KG") for cell in cells(DATA, state)[:: 2 * EVERY]]
    assert differences(DATA, shipped_rules().transfer, asked, day)[:SHOWN] == []
    today = answers(DATA, asked)
    assert any(answer != today[cell] for cell, answer in answers(DATA, asked, day).items())


def test_they_agree_on_the_day_on_which_a_rule_changes() -> None:
    """A law of BY that opens data from 2027 on, as a second version of the rule of today."""
    first, *others = deepcopy(DATA["by"]["export"])
    last, begin = date(2026, 12, 31), date(2027, 1, 1)
    versions = [
        first | {"in_force": {"until": last}},
        deepcopy(first) | {"effect": "allowed", "confidence": "high", "in_force": {"from": begin}},
    ]
    data = {**DATA, "by": DATA["by"] | {"export": [*versions, *others]}}
    asked = [cell for cell in cells(DATA, "BY")[:: 2 * EVERY] if cell.privacy_class == "open"]
    loaded = transfer_rules(data)
    effects = {}
    for day in (last, begin):
        assert differences(data, loaded, asked, day)[:SHOWN] == []
        effects[day] = {answer.effect for answer in answers(data, asked, day).values()}
    assert "allowed" in effects[begin] - effects[last]


def test_they_agree_on_rules_that_a_person_confirmed() -> None:
    """Every rule of KG that is of confidence low, and those of all states, from a day on."""
    first = date(2026, 12, 5)
    rows = [confirmation(rule) | {"day": date(2026, 12, 5)} for rule in LOW]
    data = {**DATA, "confirmations": {"version": "1", "as_of": first, "confirmations": rows}}
    loaded = transfer_rules(data)
    asked = [cell for state in ("KG", "TJ", "BY") for cell in cells(DATA, state)[::EVERY]]
    effects = {}
    for day in (first - timedelta(days=1), first):
        assert differences(data, loaded, asked, day)[:SHOWN] == []
        effects[day] = answers(data, asked, day)
    assert any(laxer(effects[first][cell].effect, answer.effect) for cell, answer in effects[first - timedelta(days=1)].items())


LOW = [rule["id"] for kind, rule in rules(DATA) if rule["confidence"] == "low" and kind != "record"]
