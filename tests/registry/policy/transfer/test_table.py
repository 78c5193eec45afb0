"""Both evaluators give the answers of the table that another program made of the knowledge base."""

from collections.abc import Iterable, Mapping
from functools import cache

import pytest

from registry.policy.transfer.rules import TransferRules

from .comparison import transfer_rules
from .decided import decided
from .program import Answer, answers
from .rule_facts import Files, shipped
from .space import MEMBERS, Cell
from .table import Evaluator, export_alone, table, unlike


@cache
def export_rules() -> TransferRules:
    return transfer_rules(export_alone(shipped()))


def by_decide(_: Files, cells: Iterable[Cell]) -> Mapping[Cell, Answer]:
    return {cell: decided(cell, export_rules()) for cell in cells}


def test_the_table_is_whole() -> None:
    rows = [row for state in MEMBERS for row in table(state)]
    assert (sum(not row["subclass"] for row in rows), sum(bool(row["subclass"]) for row in rows)) == (540, 859)


@pytest.mark.parametrize("evaluate", [answers, by_decide], ids=["program", "decide"])
@pytest.mark.parametrize("state", MEMBERS)
def test_the_table_is_reproduced(state: str, evaluate: Evaluator) -> None:
    assert unlike(shipped(), table(state), evaluate) == []
