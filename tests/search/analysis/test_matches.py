"""The places in a text where words or stems that are looked for are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.matches import MAX_PIECES, matches
from search.analysis.tokens import analyse
from search.asking.question import wanted


@given(
    st.text(st.sampled_from("вода воды水质监 o'")),
    st.text(st.sampled_from("вода воды水质监 o'")),
    st.sampled_from(["ru", "zh", None]),
)
def test_matches_are_the_tokens_that_are_sought(text: str, asked: str, language: str | None) -> None:
    forms = [form for item in wanted(asked) for form in item.forms()]
    terms, found = ({form.term for form in forms if form.is_stem is is_stem} for is_stem in (False, True))
    expected = {
        (token.start, token.end) for token in analyse(text, language) if token.term in terms or not found.isdisjoint(token.stems)
    }
    assert {(token.start, token.end) for token in matches(text, language, terms=terms, stems=found)} == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Вода,\tводы\u00a0и  (воды)", ["Вода", "воды", "воды"]),
        (f"{'-' * 40}воды{'-' * 40} сода", ["воды"]),
        ("x" * 70 + " воды", ["воды"]),
        ("  ", []),
    ],
)
def test_matches_do_not_depend_on_what_is_between_words(text: str, found: list[str]) -> None:
    for _ in range(2):  # the second time the pieces are known
        tokens = matches(text, "ru", terms={"вода"}, stems={"ru:вод"})
        assert [text[token.start : token.end] for token in tokens] == found


def test_matches_are_found_when_more_pieces_were_met_than_are_remembered() -> None:
    for number in range(MAX_PIECES + 2):
        assert not matches(f"слово{number} рек{number}", "tg", terms={"вода"}, stems=set())
    assert [token.term for token in matches("слово1 вода", "tg", terms={"вода"}, stems=set())] == ["вода"]
