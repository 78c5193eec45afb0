"""The comparisons can fail: a rule that is changed in one place is seen by them."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import pytest

from .comparison import transfer_rules
from .decided import decided
from .program import EFFECTS, Answer, answers, shipped_rules
from .rule_facts import KINDS, Files, rules, shipped
from .space import MEMBERS, Cell, Facts, licensed, ordered, recorded, subclasses
from .table import table, unlike

pytestmark = pytest.mark.proof

DATA = shipped()

Change = Callable[[dict[str, Any]], bool]
"""Changes a rule in place; False if there is nothing to change in it."""


def laxer(rule: dict[str, Any]) -> bool:
    """Make the effect a step laxer."""
    place = EFFECTS.index(rule["effect"])
    rule["effect"] = EFFECTS[max(place - 1, 0)]
    return place > 0


def surer(rule: dict[str, Any]) -> bool:
    """Make a rule of confidence low one of medium."""
    low: bool = rule["confidence"] == "low"
    rule["confidence"] = "medium"
    return low


def shorter(rule: dict[str, Any]) -> bool:
    """Drop the last condition."""
    return bool(rule["conditions"] and rule["conditions"].pop())


MUTATIONS = (laxer, surer, shorter)

COVERED = {
    "CN-IMPORTANT": "CN-RESTR prohibits the class, and the table lists no conditions where there is no route",
    "CN-RESTR-EXPORTCTRL": "the same",
    "CN-CORE": "the same",
    "CN-PERS-1M": "CN-PERS has the condition too",
    "CN-SPEC-10K": "CN-SPEC has the condition too",
    "RU-DISSEM-ADEQ": "RU-PERS-ADEQ has the effect too",
    "RU-DISSEM-NON": "RU-PERS-NON has the effect too",
    "PK-PERS-TELECOM": "PK-PERS and PK-SPEC are stricter, and have the condition too",
    "CN-GBA": "the table has no rows to HK and MO",
}
"""Rules of export with a mutation that the table cannot show, and why."""


def changed(data: Files, rule_id: str, change: Change) -> Files | None:
    """A copy of the data files with one rule changed; None if there is nothing to change in it."""
    copy = deepcopy(dict(data))
    found = [rule for file in copy.values() for kind in KINDS for rule in file.get(kind, ()) if rule["id"] == rule_id]
    return copy if change(*found) else None


@pytest.mark.parametrize("state", MEMBERS)
def test_the_table_sees_a_changed_rule_of_export(state: str) -> None:
    data = {name: DATA[name] for name in (state.lower(), "common")}
    rows = table(state)
    unseen = set()
    for rule_id in [rule["id"] for kind, rule in rules({state: DATA[state.lower()]}) if kind == "export"]:
        others = [other for change in MUTATIONS if (other := changed(data, rule_id, change))]
        assert others
        unseen |= {rule_id for other in others if not unlike(other, rows)}
    assert unseen == {rule_id for rule_id in COVERED if rule_id.startswith(state)}


@cache
def decided_sample() -> Mapping[Cell, Answer]:
    """What `decide` answers in some cells of each state, by the shipped rules."""
    transfer = shipped_rules().transfer
    asked = [cell for state in MEMBERS for cell in (*ordered(DATA, state), *licensed(state), *recorded(state))]
    return {cell: decided(cell, transfer) for cell in Random(0).sample(asked, len(asked) // 5)}


def telling(rule_id: str) -> list[Cell]:
    """Some cells in which a rule is used, first those in which no other one is as strict."""
    effects = {rule["id"]: EFFECTS.index(rule["effect"]) for _, rule in rules(DATA)}
    others = {cell: answer.rules - {rule_id} for cell, answer in decided_sample().items() if rule_id in answer.rules}
    return sorted(others, key=lambda cell: max((effects[rule] for rule in others[cell]), default=0) >= effects[rule_id])[:20]


def seen(rule_id: str, other: Files) -> bool:
    """Whether the program answers anything else by other rules than `decide` does by the shipped ones."""
    asked = telling(rule_id)
    assert asked
    return answers(other, asked) != {cell: decided_sample()[cell] for cell in asked}


@pytest.mark.parametrize("rule_id", [rule["id"] for kind, rule in rules(DATA) if kind != "record"])
def test_decide_sees_that_a_rule_is_gone(rule_id: str) -> None:
    kept = {
        name: {kind: [rule for rule in file.get(kind, ()) if rule["id"] != rule_id] for kind in KINDS}
        for name, file in DATA.items()
    }
    assert seen(rule_id, {name: file | kept[name] for name, file in DATA.items()})


@pytest.mark.parametrize(
    ("rule_id", "change"),
    [
        ("CN-GBA", laxer),
        ("CN-HGR", laxer),
        ("BY-PERS-NON", laxer),
        ("RU-GIS", laxer),
        ("D-IR-UN", laxer),
        ("D-KZ-PD", shorter),
        ("D-KG", surer),
        ("P-AI-RU", laxer),
        ("P-AI-IN", laxer),
        ("P-COMM-IN-STAT", laxer),
        ("HOME", laxer),
        ("HOME-SPEC", surer),
        ("NO-RULE", laxer),
        ("SUBCLASS-NOT-STATED", laxer),
        ("SUBCLASS-NOT-STATED-OPEN", shorter),
        ("LICENCE-FORBIDS", laxer),
        ("LICENCE-UNKNOWN", laxer),
        ("ACCESS-EMBARGO", laxer),
    ],
)
def test_decide_sees_a_change_in_a_rule_of_any_list(rule_id: str, change: Change) -> None:
    other = changed(DATA, rule_id, change)
    assert other
    assert seen(rule_id, other)


def test_an_override_that_is_taken_away_is_seen() -> None:
    """No rule overrides another today, so one is made: data that are known to be important are not refused as of unknown kind."""
    overriding = changed(DATA, "CN-IMPORTANT", lambda rule: rule.update(overrides=["CN-RESTR"]) or True)
    assert overriding
    facts = Facts(has=frozenset({"important_data"}), denied=frozenset(subclasses(DATA, "CN", "restricted")) - {"important_data"})
    asked = [Cell("CN", user, "restricted", facts) for user in ("RU", "KZ", "IN")]
    by_decide = {cell: decided(cell, transfer_rules(overriding)) for cell in asked}
    assert {answer.effect for answer in by_decide.values()} == {"authorisation"}
    assert answers(overriding, asked) == by_decide
    assert {answer.effect for answer in answers(DATA, asked).values()} == {"prohibited"}
