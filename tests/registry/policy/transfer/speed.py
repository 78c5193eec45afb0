"""How long `decide` takes."""

from random import Random
from statistics import quantiles
from time import perf_counter

from registry.policy.transfer.decide import decide
from tests.factories import TODAY

from .decided import record_of, request_of
from .program import shipped_rules
from .rule_facts import shipped
from .space import MEMBERS, cells


def p95_of_decide(questions: int, *, changes: bool) -> float:
    """The seconds within which nineteen of twenty questions are answered, of any in the space; `changes` as in `decide`."""
    rules = shipped_rules().transfer
    space = [cell for state in MEMBERS for cell in cells(shipped(), state)]
    asked = [(record_of(cell), request_of(cell)) for cell in Random(0).sample(space, questions)]
    taken = list[float]()
    for record, request in asked:
        begin = perf_counter()
        decide(record, request, rules, TODAY, changes=changes)
        taken.append(perf_counter() - begin)
    return quantiles(taken, n=20)[18]
