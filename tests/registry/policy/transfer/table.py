"""The table of the knowledge base: the export rules, expanded by another program (licence known, no purpose, no rule of arrival).

It names neither what is asked where nothing is stated as a rule, nor conditions where there is no route. Its citations are short;
ours have names in full and every number of theirs: of laws, articles, days.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping

from tests.shared_material import shared

from .program import Answer, answers
from .rule_facts import Files, rules
from .space import Cell, Facts, subclasses

NOT_STATED = "(not stated)"
ASKED = {"SUBCLASS-NOT-STATED", "SUBCLASS-NOT-STATED-OPEN"}

Row = Mapping[str, str]
Evaluator = Callable[[Files, Iterable[Cell]], Mapping[Cell, Answer]]


def table(state: str) -> list[Row]:
    """The rows about data of a state."""
    with shared("knowledge/transfer_rules.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["from"] == state]


def export_alone(data: Files) -> Files:
    """The rules without those of arrival and of purposes."""
    return {name: file | {"destination": [], "purpose": []} for name, file in data.items()}


def question(data: Files, row: Row) -> Cell:
    """The cell of a row: none of the subclasses is there, or one alone, or nothing is stated."""
    every = frozenset(subclasses(data, row["from"], row["data_class"]))
    has = frozenset({row["subclass"]} - {"", NOT_STATED})
    facts = Facts() if row["subclass"] == NOT_STATED else Facts(has=has, denied=every - has)
    return Cell(row["from"], row["to"], row["data_class"], facts)


def unlike(data: Files, rows: list[Row], evaluate: Evaluator = answers) -> list[Row]:
    """The rows that an evaluator answers in another way."""
    export = export_alone(data)
    asked = [question(export, row) for row in rows]
    found = evaluate(export, asked)
    citations = {rule["id"]: rule["citation"] for _, rule in rules(export)}
    return [row for row, cell in zip(rows, asked, strict=True) if not fits(row, found[cell], citations)]


def fits(row: Row, answer: Answer, citations: Mapping[str, str]) -> bool:
    used = answer.rules - ASKED
    conditions = {code for code in row["conditions"].split("; ") if code}
    return (
        (answer.behind, answer.effect, answer.confidence) == (row["effect"], row["shown_effect"], row["confidence"])
        and (conditions <= answer.conditions if answer.behind == "prohibited" else conditions == answer.conditions)
        and used == set(row["rule_ids"].split())
        and numbers(row["citation"]) <= numbers(" ".join(citations[rule] for rule in used))
        and bool(answer.rules & ASKED) == (row["subclass"] == NOT_STATED)
    )


def numbers(text: str) -> set[str]:
    """The numbers in a text: of laws, articles, days and persons."""
    return set(re.findall(r"\d+", text.replace(",000", "000")))
