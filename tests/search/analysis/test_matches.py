"""The places in a text where words or stems that are looked for are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.matches import MAX_PIECES, matches
from search.analysis.tokens import analyse
from search.asking.question import typed
from search.streams import Stream


@given(
    st.text(st.sampled_from("вода воды水质监 o'")),
    st.text(st.sampled_from("вода воды水质监 o'")),
    st.sampled_from(["ru", "zh", None]),
)
def test_matches_are_the_tokens_that_are_sought(text: str, asked: str, language: str | None) -> None:
    forms = [form for item in typed(asked).words for form in item.forms()]
    terms, found = ({form.term for form in forms if form.stream is stream} for stream in (Stream.TERM, Stream.STEM))
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


@pytest.mark.parametrize(
    ("text", "language", "key", "found"),
    [
        ("Сапа: қаланың суы", "kk", "s:кала", ["қаланың"]),
        ("Вода, воды", "ru", "l:vod", ["Вода", "воды"]),
        ("Случаи COVID-19 за год", "ru", "c:covid19", ["COVID-19"]),
        ("Построено 5 000 школ", "ru", "c:5000", ["5 000"]),
        ("от 12.03.2021 г.", "ru", "d:2021-03-12", ["12.03.2021"]),
        ("北京市水质监测", "zh", "z:shuizhi", ["水质"]),
        ("Water of Beijing", "en", "z:beijing", ["Beijing"]),
    ],
)
def test_what_was_found_by_a_key_has_its_place(text: str, language: str, key: str, found: list[str]) -> None:
    tokens = matches(text, language, terms=set(), stems=set(), keys={key})
    assert [text[token.start : token.end] for token in tokens] == found


@given(st.text(st.sampled_from("вода 5000 12.03水质監-covid")), st.sampled_from(["ru", "zh", "und", None]))
def test_matches_of_keys_are_the_tokens_that_have_them(text: str, language: str | None) -> None:
    keys = {key for token in analyse(text, language)[::2] for key in token.keys}
    expected = {(token.start, token.end) for token in analyse(text, language) if not keys.isdisjoint(token.keys)}
    assert {(token.start, token.end) for token in matches(text, language, terms=set(), stems=set(), keys=keys)} == expected


def test_matches_are_found_when_more_pieces_were_met_than_are_remembered() -> None:
    for number in range(MAX_PIECES + 2):
        assert not matches(f"слово{number} рек{number}", "tg", terms={"вода"}, stems=set())
    assert [token.term for token in matches("слово1 вода", "tg", terms={"вода"}, stems=set())] == ["вода"]
