"""Asks the logic program `evaluator.lp`: cells in, answers out."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import clingo

from registry.policy.rules import load_rules
from schemas.licenses import UNKNOWN_LICENSE
from tests.factories import TODAY

from .rule_facts import Files, id_of, quoted, rule_facts
from .space import BANDS, PROVENANCE, Cell, Facts

PROGRAM = (Path(__file__).parent / "evaluator.lp").read_text("utf-8")

EFFECTS = ("allowed", "conditional", "authorisation", "unclear", "prohibited")
"""From least to most restrictive."""

Thing = TypeVar("Thing", bound=Hashable)

shipped_rules = cache(load_rules)
"""The rules of the policy as they are shipped, read once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is compared: effect, the one behind it if low confidence is not looked at, confidence, conditions and rules."""

    effect: str
    behind: str
    confidence: str
    conditions: frozenset[str]
    rules: frozenset[str]


def laxer(effect: str, other: str) -> bool:
    return EFFECTS.index(effect) < EFFECTS.index(other)


def answers(data: Files, cells: Iterable[Cell], day: date = TODAY) -> Mapping[Cell, Answer]:
    """The answer of the program to every cell. A cell that has none, or two, is an `AssertionError`."""
    asked = list(cells)
    effects: dict[int, tuple[str, str, str]] = {}
    rules, conditions = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    for name, (cell, *rest) in derived(data, asked, ("answer/4", "uses/2", "asks/2"), day):
        if name == "answer":
            behind, shown, confidence = (each.name for each in rest)
            assert cell.number not in effects, f"two answers: {asked[cell.number]}"
            effects[cell.number] = (shown, behind, confidence)
        else:
            (rules if name == "uses" else conditions)[cell.number].add(id_of(rest[0].string))
    assert [str(cell) for number, cell in enumerate(asked) if number not in effects] == [], "no answer"
    return {
        cell: Answer(*effects[number], conditions=frozenset(conditions[number]), rules=frozenset(rules[number]))
        for number, cell in enumerate(asked)
    }


def derived(
    data: Files, cells: Sequence[Cell], predicates: Sequence[str], day: date = TODAY
) -> Iterator[tuple[str, Sequence[clingo.Symbol]]]:
    """What follows from the rules and the cells: names of predicates with their arguments."""
    shown = "\n".join(f"#show {predicate}." for predicate in predicates)
    control = clingo.Control(["--warn=none"])
    control.add("base", [], "\n".join([PROGRAM, rule_facts(data), question_facts(cells), f"today({day.toordinal()}).", shown]))
    control.ground()
    with control.solve(yield_=True) as models:
        found = [model.symbols(shown=True) for model in models]
    assert len(found) == 1, "the rules have one reading"
    for symbol in found[0]:
        yield symbol.name, symbol.arguments


def question_facts(cells: Sequence[Cell]) -> str:
    """The cells as facts. What they have in common is said once."""
    data = numbered(cell.facts for cell in cells)
    ways = numbered((cell.holder, cell.user, cell.privacy_class, cell.facts) for cell in cells)
    lines = [line for facts, number in data.items() for line in data_facts(number, facts)]
    for (holder, user, privacy_class, facts), number in ways.items():
        state = quoted(holder) if holder else "unknown"
        lines.append(f"way({number}, {state}, {quoted(user)}, {quoted(privacy_class)}, {data[facts]}).")
    for number, cell in enumerate(cells):
        way = ways[cell.holder, cell.user, cell.privacy_class, cell.facts]
        lines.append(f"cell({number}, {way}, {quoted(cell.purpose)}, {quoted(cell.license)}).")
    for license_id in {cell.license for cell in cells}:
        lines += license_facts(license_id)
    return "\n".join(lines)


def data_facts(number: int, facts: Facts) -> list[str]:
    """Where data come from is always told: by whether a publisher is named."""
    names = {
        "said": facts.has,
        "gainsaid": facts.denied | ({PROVENANCE} - facts.has),
        "concerns": {*facts.subject, *facts.collection},
    }
    values = {
        "access": facts.access,
        "weak": facts.weak,
        "exported": [] if facts.exported is None else [facts.exported],
        "critical": [] if facts.critical is None else ["yes" if facts.critical else "no"],
        "people": [BANDS[facts.people]] if facts.people else [],
    }
    made_from = [f"unseen({number})."] if facts.unseen else []
    lines = [f"{predicate}({number}, {quoted(name)})." for predicate, several in names.items() for name in several]
    return made_from + lines + [f"{predicate}({number}, {value})." for predicate, several in values.items() for value in several]


def license_facts(license_id: str) -> list[str]:
    terms = shipped_rules().licenses.by_id[license_id].terms
    said = [f"permits({quoted(license_id)}, {use.name}, {getattr(terms, use.name).effect})." for use in fields(terms)]
    return said + ([f"identified({quoted(license_id)})."] if license_id != UNKNOWN_LICENSE else [])


def numbered(things: Iterable[Thing]) -> Mapping[Thing, int]:
    """Different things with a number each."""
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}
