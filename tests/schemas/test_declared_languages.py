"""Titles under a right and under a wrong declaration: `titles_by_language.yml` in this folder."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.alphabets import LANGUAGES
from schemas.languages import base_of
from schemas.recognition import allows, language_beside, language_of, misdeclared

GIVEN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("titles_by_language.yml").read_text(encoding="utf-8"))
LONG = [(tag, text) for tag, texts in GIVEN["long"].items() for text in texts]
SHORT = [(tag, text) for tag, texts in GIVEN["short"].items() for text in texts]


def others(tag: str) -> list[str]:
    return [other for other in GIVEN["long"] if base_of(other) != base_of(tag)]


@pytest.mark.parametrize(("tag", "text"), LONG + SHORT)
def test_a_right_declaration_is_believed(tag: str, text: str) -> None:
    assert language_of(text, tag) == base_of(tag)
    assert misdeclared(text, tag) is None


@pytest.mark.parametrize(("tag", "text"), LONG)
def test_a_wrong_declaration_is_overruled(tag: str, text: str) -> None:
    assert {language_of(text, other) for other in others(tag)} == {base_of(tag)}
    assert {misdeclared(text, other) for other in others(tag)} == {base_of(tag)}


@pytest.mark.parametrize(("text", "tag"), [(each["text"], tag) for each in GIVEN["alike"] for tag in each["languages"]])
def test_a_short_text_of_several_languages_keeps_the_declaration(text: str, tag: str) -> None:
    assert language_of(text, tag) == base_of(tag)


@pytest.mark.parametrize(("tag", "text"), SHORT)
def test_a_short_text_keeps_every_declaration_that_its_letters_allow(tag: str, text: str) -> None:
    for declared in LANGUAGES:
        if allows(text, declared):
            assert language_of(text, declared) == declared


def test_a_language_without_rules_is_believed() -> None:
    assert language_of("População por município e sexo", "pt") == "pt"
    assert language_of("Перелік аптек міста Київ", "uk") == "uk"
    assert misdeclared("Liste der Schulen in den Bezirken", "de") is None


def test_what_surrounds_a_short_text_tells_its_language() -> None:
    assert language_beside("Список школ", "kk", "ru") == "ru"
    assert language_beside("Мектептер", "kk", "ru") == "kk"
    assert language_beside("Бюджет", "kk", "ru") == "ru"
    assert language_beside("Қала бюджеті", "kk", "ru") == "kk"
    assert language_beside("Water", "kk", "ru") == "en"
