"""A fact that is not stated never gives a laxer answer than a statement of it would, unless it is asked for.

The program answers here, as in `test_order.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from registry.policy.transfer.decide import decide
from tests.factories import TODAY

from .decided import record_of, request_of
from .program import answers, laxer, shipped_rules
from .rule_facts import shipped
from .space import CLASSES, MEMBERS, OUTSIDE, PROVENANCE, Cell, Facts, licensed, recorded, subclasses

pytestmark = pytest.mark.proof

DATA = shipped()


@pytest.mark.parametrize("state", MEMBERS)
def test_a_subclass_that_is_not_stated_never_has_a_laxer_answer_than_a_statement_unless_it_is_asked_for(state: str) -> None:
    """`NOT_SUBCLASS` is the question. A denial never makes an answer stricter."""
    asked = list(one_apart(state))
    assert asked
    found = answers(DATA, dict.fromkeys(cell for three in asked for cell in three))
    for silent, stated, denied in asked:
        silence, statement, denial = found[silent], found[stated], found[denied]
        for kind in ("effect", "behind"):
            assert not laxer(getattr(silence, kind), getattr(denial, kind)), denied
            assert "NOT_SUBCLASS" in silence.conditions or not laxer(getattr(silence, kind), getattr(statement, kind)), stated


def one_apart(state: str) -> Iterator[tuple[Cell, Cell, Cell]]:
    """Questions where one subclass is not stated, is stated, is denied; of the others nothing is stated, or all are denied."""
    for user, privacy_class, purpose in product(MEMBERS + OUTSIDE, CLASSES, ("commercial", "publication")):
        every = frozenset(subclasses(DATA, state, privacy_class)) - {PROVENANCE}
        for one, others in product(sorted(every), (frozenset[str](), every)):
            this, rest = frozenset({one}), others - {one}
            three = (Facts(denied=rest), Facts(has=this, denied=rest), Facts(denied=rest | this))
            silent, stated, denied = (Cell(state, user, privacy_class, facts, purpose) for facts in three)
            yield silent, stated, denied


@pytest.mark.parametrize("state", MEMBERS)
def test_whose_people_are_in_the_data_is_asked_where_it_could_make_the_answer_stricter(state: str) -> None:
    """No state of persons is stated for most datasets; that alone makes no answer unclear, but the verdict asks for it."""
    every = frozenset(name for other in MEMBERS for name in subclasses(DATA, other, "special")) - {PROVENANCE}
    ways = list(product(MEMBERS, ("pseudonymised", "personal", "special")))
    silent = [Cell(state, user, privacy_class, Facts(denied=every), "research") for user, privacy_class in ways]
    stated = {cell: [replace(cell, facts=replace(cell.facts, subject=(other,))) for other in MEMBERS] for cell in silent}
    found = answers(DATA, [*silent, *(cell for cells in stated.values() for cell in cells)])
    stricter = [cell for cell in silent if any(laxer(found[cell].effect, found[other].effect) for other in stated[cell])]
    assert stricter or state == "KG", "D-KG and the rules of export of KG are of confidence low, so all is unclear"
    for cell in stricter:
        verdict = decide(record_of(cell), request_of(cell), shipped_rules().transfer, TODAY, changes=False)
        assert "data_subject_state" in {question.code for question in verdict.missing}, cell


@pytest.mark.parametrize("state", MEMBERS)
def test_what_is_not_known_of_a_record_is_at_least_unclear(state: str) -> None:
    unknown = [
        (cell, answer)
        for cell, answer in answers(DATA, dict.fromkeys([*licensed(state), *recorded(state)])).items()
        if cell.holder is None or cell.privacy_class == "unknown" or cell.license == "LicenseRef-unknown"
    ]
    assert unknown
    assert [str(cell) for cell, answer in unknown if answer.effect not in {"unclear", "prohibited"}] == []
