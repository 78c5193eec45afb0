"""The text of what an answer depends on says all that decides, and comes back as it was."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.assessment import Confidence, Effect, Permission, PrivacyClass
from schemas.grounds import ACCESS, TERMS, Grounds, grounds_of, read_grounds, written
from schemas.jurisdictions import states
from tests.factories import record

STATES = st.lists(st.sampled_from(sorted(states())), max_size=3, unique=True).map(sorted).map(tuple)
NAMES = st.frozensets(st.sampled_from(["health", "geolocation", "dual_use_technical"]))

GROUNDS = st.builds(
    Grounds,
    holder=st.none() | st.sampled_from(sorted(states())),
    holder_confidence=st.sampled_from(Confidence),
    persons=STATES,
    privacy_class=st.sampled_from(PrivacyClass),
    class_confidence=st.sampled_from(Confidence),
    identified=st.booleans(),
    license_confidence=st.sampled_from(Confidence),
    terms=st.fixed_dictionaries({name: st.builds(Permission, effect=st.sampled_from(Effect)) for name in TERMS}),
    stated=NAMES,
    denied=NAMES,
    people=st.sampled_from([0, 10_000, 1_000_000]),
    publisher=st.booleans(),
    access=st.none() | st.sampled_from(ACCESS),
    access_words=st.none() | st.just(""),
    embargo=st.none() | st.dates(),
    unseen=st.sampled_from([(), ("",)]),
)


@given(st.lists(GROUNDS, min_size=1, max_size=3))
def test_a_text_comes_back_as_the_grounds_that_it_was_made_of(several: list[Grounds]) -> None:
    own, *others = several
    first, *behind = read_grounds(written(several))
    assert first == own
    assert all(each in others for each in behind)
    assert {written([each]) for each in behind} == {written([each]) for each in others}
    assert written(several) == written([own, *reversed(others), *others])


@pytest.mark.parametrize("text", ["", "RU;high", "|", "RU;sure;;open;high;;high;no,no,no,no,no;;;0;;;;"])
def test_what_is_no_text_of_grounds(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read_grounds(text)


def test_words_are_left_out_and_that_there_are_some_is_not() -> None:
    found = grounds_of(record())
    spoken = replace(
        found,
        access_words="Ask | the ministry; in writing",
        terms=found.terms | {"commercial": Permission(effect=Effect.CONDITIONAL, condition="only; with | thanks")},
        embargo=date(2027, 1, 1),
    )
    [back] = read_grounds(written([spoken]))
    assert (back.access_words, back.terms["commercial"].condition, back.embargo) == ("", None, date(2027, 1, 1))
    assert back.terms["commercial"].effect is Effect.CONDITIONAL
