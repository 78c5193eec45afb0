"""What a text becomes: words with their stems and places."""

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.recognition import LANGUAGES
from search.analysis.folding import fold
from search.analysis.tokens import ANALYSIS_VERSION, MAX_TEXT, analyse, analysed, grams, streams
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
        assert not any(part.isspace() or not part for part in (*token.term, *token.stems, *token.keys))
        assert not any(character.isspace() for part in (*token.stems, *token.keys) for character in part)
    found = streams(text, language)
    assert sorted(found.terms) == sorted(token.term for token in tokens if token.term)
    assert sorted(found.stems) == sorted(stem for token in tokens for stem in token.stems)
    assert sorted(found.keys) == sorted(key for token in tokens for key in token.keys)
    assert sorted(found.grams) == sorted(gram for term in found.terms for gram in grams(term))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("вода", "^во вод ода да$"),
        ("на", "^на на$"),
        ("а", "^а$"),
        ("pm2", "^pm pm2 m2$"),
        ("2019", ""),
        ("水质", ""),
    ],
)
def test_grams_of_a_word(word: str, expected: str) -> None:
    assert " ".join(grams(word)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("COVID-19", "covid19"),
        ("Ковид‑19", "ковид19"),
        ("PM2.5", "pm25"),
        ("123-ФЗ", "123фз"),
        ("2019-2020", "20192020"),
        ("5 000", "5000"),
        ("1\u00a0250\u00a0000", "1250000"),
        ("ISO 3166-1", "31661"),
        ("Wi-Fi", "wifi"),
        ("веб-сайт", "вебсайт"),
        ("1-я", "1я"),
        ("12.03.2021", "2021-03-12"),
        ("12/03/2021", "2021年3月12日"),
        ("۱۲.۰۳.۲۰۲۱", "12-03-2021"),
        ("१२/०३/२०२१", "2021.03.12"),
        ("水质", "shui zhi"),
    ],
)
def test_a_code_is_found_in_parts_and_joined(one: str, other: str) -> None:
    keys_of_one, keys_of_other = set(streams(one, "und").keys), set(streams(other, None).keys)
    joined = {key for key in keys_of_one & keys_of_other if key[:2] in {"c:", "d:", "z:", "l:"}}
    assert joined, (keys_of_one, keys_of_other)
    assert max(map(len, joined)) >= 4


@pytest.mark.parametrize(
    "text", ["12.13.20211", "32.01.2021", "2021", "в 2019 году", "1.2.3", "2019 1005", "а - б", "00.00.0000"]
)
def test_what_is_no_date_has_no_day(text: str) -> None:
    assert not [key for key in streams(text, None).keys if key.startswith("d:")]


def test_a_number_that_follows_another_is_not_joined_to_it() -> None:
    assert "c:2019100" not in streams("в 2019 100 школ", "ru").keys
    assert "c:5000" in streams("построено 5 000 школ", "ru").keys


@pytest.mark.parametrize(
    "sign", ["а", "a", "\u0301", "水", "क", "ا\u200c", "1", "1 ", "1.", "a-", "ng", "e\u0301", "'", "x", "12.03.2021 ", "shui "]
)
def test_the_longest_text_takes_no_more_time_than_its_length(sign: str) -> None:
    text = (sign * MAX_TEXT)[:MAX_TEXT]
    for language in ("ru", None):
        start = time.process_time()
        streams(text, language)
        analyse(text, language)
        assert time.process_time() - start < 20  # some 0.1 to 3 s; quadratic work would take minutes


def test_what_is_remembered_is_not_changed_by_its_receiver() -> None:
    streams("вода", "ru").terms.append("x")
    assert streams("вода", "ru").terms == ["вода"]
    assert analysed("вода", "ru").stems == ("ru:вод",)


def test_the_version_changes_with_the_analysis() -> None:
    """An index built by other rules must be built again. If this fails, raise `ANALYSIS_VERSION` and put the new value here."""
    texts = [(text, language) for language, titles in TITLES.items() for text in titles]
    texts += [(words, language) for language, rows in FORMS.items() for words in rows]
    texts += [("Cведения Го\u0301рные Жетiсу əкімдік", "ru"), ("हिन्दी", "hi"), ("統計數據", "zh")]
    found = [streams(text, language) for text, language in texts] + [streams(text, None) for text, _ in texts]
    assert (ANALYSIS_VERSION, hashlib.sha256(repr(found).encode()).hexdigest()[:16]) == ("7", "91d897605ca26106")
