"""The part of a word that its forms share."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

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
    assert stems("portals", "ru") == ("en:portal", "uz:portals", "de:portal")
    assert stems("portals", "ja") == ()
    assert stems("вода", "de") == stems("вода", None)
    assert stems("2026", "ru") == stems("2026", None) == ()
    assert {stem[:3] for stem in stems("вода", None)} == {"ru:", "be:", "kk:", "ky:", "tg:", "uz:"}
    assert {stem[:3] for stem in stems("қала", None)} == {"kk:", "tg:", "uz:"}


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Schulen", "Schule"),
        ("de", "Krankenhäuser", "Krankenhaus"),
        ("fr", "écoles", "école"),
        ("pt", "escolas", "ESCOLA"),
        ("es", "hospitales", "hospital"),
        ("tr", "okullar", "okul"),
        ("pl", "szkoły", "szkołami"),
        ("ar", "المدارس", "مدارس"),
    ],
)
def test_languages_of_portals_elsewhere_have_stems(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language) != ()
    assert stems(one, language)[0].startswith(f"{language}:")


def test_a_german_word_is_found_without_its_language() -> None:
    assert set(stems("Wörter", "de")) <= set(stems("Wort", None))


WORDS = Path(__file__).parent / "stems"
"""One file for each form of a language: groups of words that share a stem, and after ≠ words that look alike and share none."""

UNDERSTEMMED = 0.025
OVERSTEMMED = 0.085
"""The largest part of the pairs that may be wrong."""


def pairs_of(rows: str) -> Iterator[tuple[str, str]]:
    for row in rows.splitlines():
        yield from combinations(row.split(), 2)


@pytest.mark.parametrize("form", sorted(path.stem for path in WORDS.glob("*.txt")))
def test_few_words_of_titles_have_a_wrong_stem(form: str) -> None:
    same, _, different = (WORDS / f"{form}.txt").read_text(encoding="utf-8").partition("≠\n")
    assert len(same.splitlines()) >= 60
    assert len(different.splitlines()) >= 40
    language = form.partition("-")[0]

    def share(one: str, other: str) -> bool:
        return not set(stems(one, language)).isdisjoint(stems(other, language))

    apart = [pair for pair in pairs_of(same) if not share(*pair)]
    together = [pair for pair in pairs_of(different) if share(*pair)]
    under, over = len(apart) / len(list(pairs_of(same))), len(together) / len(list(pairs_of(different)))
    assert under <= UNDERSTEMMED, (under, apart)
    assert over <= OVERSTEMMED, (over, together)
