"""The part of a word that its forms share."""

from itertools import combinations

import pytest

from search.analysis.stemming import stems
from tests.search.analysis.samples import FORMS


@pytest.mark.parametrize(("language", "forms"), [(language, forms) for language, rows in FORMS.items() for forms in rows])
def test_the_forms_of_a_word_share_a_stem(language: str, forms: str) -> None:
    found = {stems(word, language) for word in forms.split()}
    assert len(found) == 1, found
    assert all(stem.startswith(f"{language}:") for stem in found.pop())


@pytest.mark.parametrize("language", FORMS)
def test_different_words_have_different_stems(language: str) -> None:
    for one, other in combinations(FORMS[language], 2):
        assert stems(one.split()[0], language) != stems(other.split()[0], language)


def test_a_word_that_cannot_be_of_the_language_is_taken_for_what_it_can_be() -> None:
    assert stems("portals", "ru") == ("en:portal", "uz:portals")
    assert stems("portals", "pt") == ()
    assert stems("2026", "ru") == stems("2026", None) == ()
    assert {stem[:3] for stem in stems("вода", None)} == {"ru:", "be:", "kk:", "ky:", "tg:", "uz:"}
    assert {stem[:3] for stem in stems("қала", None)} == {"kk:", "tg:", "uz:"}
