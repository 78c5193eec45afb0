"""The parameter that says for which use data are wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.policy.transfer.errors import InvalidUsage
from registry.policy.transfer.wanted import USABLE, Wanted, read_wanted
from schemas.usage import UsageEffect

EVERY = tuple(UsageEffect)
UNCLEAR, PROHIBITED = UsageEffect.UNCLEAR, UsageEffect.PROHIBITED


@pytest.mark.parametrize(
    ("texts", "effects"),
    [
        (["KZ:research"], USABLE),
        (["KZ:research:unclear"], (UNCLEAR,)),
        (["KZ:research:prohibited,unclear"], (UNCLEAR, PROHIBITED)),
        (["KZ:research:prohibited", "KZ:research:unclear"], (UNCLEAR, PROHIBITED)),
        (["KZ:research", " KZ:research:unclear "], (*USABLE, UNCLEAR)),
        (["KZ:research:all"], EVERY),
    ],
)
def test_texts_say_together_what_is_wanted(texts: list[str], effects: tuple[UsageEffect, ...]) -> None:
    assert read_wanted(texts) == Wanted("KZ", "research", effects)


def test_with_a_state_and_a_purpose_effects_are_enough() -> None:
    assert read_wanted(["unclear"], state="KZ", purpose="research") == Wanted("KZ", "research", (UNCLEAR,))
    assert read_wanted(["KZ:research"], state="KZ", purpose="research") == Wanted("KZ", "research", USABLE)
    with pytest.raises(InvalidUsage, match="another state or purpose"):
        read_wanted(["RU:research"], state="KZ", purpose="research")
    with pytest.raises(InvalidUsage, match="is no use"):
        read_wanted(["unclear"], state="KZ")


@given(st.lists(st.sampled_from(EVERY), min_size=1, unique=True))
def test_what_is_wanted_can_be_written_and_read(effects: list[UsageEffect]) -> None:
    wanted = Wanted("KZ", "research", tuple(effect for effect in EVERY if effect in effects))
    assert read_wanted([str(wanted)]) == wanted


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["KZ:research:perhaps"], "effect-unknown"),
        (["KZ:research", "KZ:commercial"], "usage-differs"),
        (["KZ"], "usage-unreadable"),
        ([], "usage-unreadable"),
    ],
)
def test_what_cannot_be_read_says_why(texts: list[str], reason: str) -> None:
    with pytest.raises(InvalidUsage) as refused:
        read_wanted(texts)
    assert (refused.value.parameter, refused.value.reason) == ("usage", reason)
    assert ("unclear" in refused.value.choices) == (reason == "effect-unknown")
