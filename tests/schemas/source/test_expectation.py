"""What a declaration expects of a portal."""

import pytest
from pydantic import ValidationError

from schemas.source.expectation import Expectation


def test_a_count_within_bounds_is_as_expected() -> None:
    expect = Expectation(min=10, max=5000)
    assert [expect.includes(count) for count in (9, 10, 5000, 5001)] == [False, True, True, False]
    assert Expectation().includes(0)


def test_a_share_of_the_datasets_may_be_missing_up_to_a_number_and_one_always() -> None:
    expect = Expectation(max_withdrawn_share=0.5, max_withdrawn=40)
    assert [expect.allowed(kept) for kept in (0, 1, 10, 79, 80, 1000)] == [1, 1, 5, 39, 40, 40]


def test_bounds_are_in_order() -> None:
    with pytest.raises(ValidationError, match="min 30 is more than max 20"):
        Expectation(min=30, max=20)
