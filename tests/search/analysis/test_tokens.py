"""What a text becomes: words with their stems and places."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.recognition import LANGUAGES
from search.analysis.folding import fold
from search.analysis.tokens import ANALYSIS_VERSION, analyse, streams
from tests.search.analysis.samples import FORMS, TITLES


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Вода, воздух и земля!", ["вода", "воздух", "и", "земля"]),
        ("हिन्दी में", ["हिंदी", "में"]),
        ("o'quv yili 2025/2026", ["oquv", "yili", "2025", "2026"]),
        ("'quoted' John's", ["quoted", "johns"]),
        ("2023年度水质", ["2023", "年度", "度水", "水质"]),
        ("水", ["水"]),
        ("水、土", ["水", "土"]),
        ("統計數據", ["统计", "计数", "数据"]),
        ("⽔質", ["水质"]),
        ("Cведения о Го\u0301рных", ["сведения", "о", "горных"]),
        ("GeoJSON_file-name.csv", ["geojson", "file", "name", "csv"]),
        ("\ud83d\x00 \u200c '", []),
    ],
)
def test_words_of_a_text(text: str, terms: list[str]) -> None:
    assert [token.term for token in analyse(text, None) if token.term] == terms


@given(
    st.text(st.characters() | st.sampled_from("вода суу 水质 o'ʻ داده\u200cها हिन्दी")), st.sampled_from([*LANGUAGES, "und", None])
)
def test_places_are_those_of_the_text_and_streams_are_the_same_words(text: str, language: str | None) -> None:
    tokens = analyse(text, language)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert not token.term or fold(text[token.start : token.end][:64]) == token.term
        assert not any(part.isspace() or not part for part in (*token.term, *token.stems))
    terms, found = streams(text, language)
    assert sorted(terms) == sorted(token.term for token in tokens if token.term)
    assert sorted(found) == sorted(stem for token in tokens for stem in token.stems)


def test_the_version_changes_with_the_analysis() -> None:
    """An index built by other rules must be built again. If this fails, raise `ANALYSIS_VERSION` and put the new value here."""
    texts = [(text, language) for language, titles in TITLES.items() for text in titles]
    texts += [(words, language) for language, rows in FORMS.items() for words in rows]
    texts += [("Cведения Го\u0301рные Жетiсу əкімдік", "ru"), ("हिन्दी", "hi"), ("統計數據", "zh")]
    found = [streams(text, language) for text, language in texts] + [streams(text, None) for text, _ in texts]
    assert (ANALYSIS_VERSION, hashlib.sha256(repr(found).encode()).hexdigest()[:16]) == ("3", "7eb19261fcf9ccac")
