"""Why a withdrawal is held: one sentence for each cause and what is known of it."""

import re

import pytest

from schemas.holds import EXPLANATIONS, HoldCause, explained

GAP = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("cause", HoldCause)
def test_each_sentence_is_said_with_its_values_and_none_without(cause: HoldCause) -> None:
    sentences = EXPLANATIONS[cause]
    assert explained(cause, {}) is None
    for sentence in sentences:
        values = dict.fromkeys(GAP.findall(sentence), 7)
        assert explained(cause, values) == GAP.sub("7", sentence)
        assert explained(cause, values, gettext=str.upper) is None, "a translation that lost its gaps is never shown"


def test_more_is_said_where_more_is_known() -> None:
    values = {"missing": 25, "kept": 50, "allowed": 10}
    assert explained(HoldCause.TOO_MANY, values) == "25 of 50 datasets are missing; more than 10 need a person's decision"
    assert "after 3 that are withdrawn" in (explained(HoldCause.TOO_MANY, values | {"gone": 3}) or "")
