"""Texts that stand where there is no value."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.placeholders import is_placeholder
from schemas.vocab import load
from tests.shared_material import chinese_records


def words() -> Iterator[str]:
    for each in load("placeholders.yml")["words"].values():
        yield from each


@pytest.mark.parametrize("word", tuple(words()))
def test_every_word_in_every_dress(word: str) -> None:
    for text in (word, word.upper(), word.capitalize(), f" {word} ", f"{word}.", f"({word})", f"<{word}>", f"\u3000{word}。"):
        assert is_placeholder(text), text


@pytest.mark.parametrize(
    "text", ["-", "—", "--", "---", "……", "/", "//", "?", "***", "[]", "{}", "－", "\\N", "Ｎ／Ａ", "YOʻQ", "yo‘q"]
)
def test_signs_and_spellings(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "0", "-1", "+7 727", "C", "C++", "€", "A-", "N/A data", "нетто", "Нет воды", "空气", "无条件开放", "Данные"),
        *("no", "unknown", "неизвестно", "未知", "其他"),  # answers
        *("na", "nan", "no", "none of them"),  # languages, among others
        "-" * 1000,
    ],
)
def test_what_is_a_value(text: str) -> None:
    assert not is_placeholder(text)


def test_the_placeholders_of_real_portals() -> None:
    found = chinese_records("description") + chinese_records("category") + chinese_records("industry")
    assert {text: count for text, count in found.items() if is_placeholder(text)} == {"无": 64, "空": 241}


@given(st.text(st.characters()))
def test_any_text_is_let_in(text: str) -> None:
    assert is_placeholder(text) in {True, False}
