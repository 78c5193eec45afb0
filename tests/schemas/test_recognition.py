"""Which language a text is in."""

import pytest

from schemas.recognition import language_of, script_of
from tests.search.analysis.samples import TITLES


@pytest.mark.parametrize(("language", "title"), [(language, title) for language, titles in TITLES.items() for title in titles])
def test_a_language_is_recognised(language: str, title: str) -> None:
    assert language_of(title) == language
    assert language_of(title, language) == language
    assert language_of(title, "und", "") == language


def test_a_declared_language_is_believed_as_far_as_its_letters_go() -> None:
    assert language_of("Качество воды", "ky") == "ky"
    assert language_of("Ичүүчү суунун сапаты", "ru") == "ky"
    assert language_of("Сув сифати", "uz-Cyrl") == "uz"
    assert language_of("População por município", "pt-BR") == "pt"
    assert language_of("Open data portal", "ru", "en") == "en"
    assert (
        language_of("Отчёт о селе Жаңы-Жер за прошлый год: население, школы, больницы, дороги, водоснабжение и связь", "ru")
        == "ru"
    )


def test_only_the_languages_in_question_are_recognised() -> None:
    assert language_of("Бюджеттин аткарылышы", among=("ky", "ru")) == "ky"
    assert language_of("Бюджеттин аткарылышы", among=("ru",)) == "und"
    assert language_of("Water quality", among=("ky", "ru")) == "und"
    assert language_of("Maktablar roʻyxati", among=("ru", "en")) == "und"
    assert language_of("API", among=("ru", "en")) == "und"


def test_the_script_of_a_text() -> None:
    assert [script_of(text) for text in ("Суу", "Suv", "水", "آب", "पानी", "12", "ΑΒΓ")] == [
        *("Cyrl", "Latn", "Hani", "Arab", "Deva", "", "")
    ]


@pytest.mark.parametrize("text", ["", "2026", "---", "A", "\ud83d", "ΑΒΓ"])
def test_what_is_no_language_of_ours(text: str) -> None:
    assert language_of(text) == "und"
