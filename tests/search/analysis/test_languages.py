"""Which language a text is in."""

import pytest

from search.analysis.languages import language_of
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


@pytest.mark.parametrize("text", ["", "2026", "---", "A", "\ud83d", "ΑΒΓ"])
def test_what_is_no_language_of_ours(text: str) -> None:
    assert language_of(text) == "und"
