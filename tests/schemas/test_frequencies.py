"""Words that say how often data change."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dataset import Coded
from schemas.frequencies import Frequency, frequencies, frequency, is_frequency
from schemas.words import word_key
from tests.shared_material import chinese_records


@pytest.mark.parametrize(
    ("verbatim", "code"),
    [
        ("每年", "ANNUAL"),
        ("年", "ANNUAL"),
        ("按年更新", "ANNUAL"),
        ("‘每年’", "ANNUAL"),
        ("每半年", "ANNUAL_2"),
        ("每两年", "BIENNIAL"),
        ("季度", "QUARTERLY"),
        ("每 月", "MONTHLY"),
        ("每旬", "MONTHLY_3"),
        ("不定期", "IRREG"),
        ("其他", "OTHER"),
        ("实时", "UPDATE_CONT"),
        ("不更新", "NEVER"),
        ("DAILY", "DAILY"),
        ("AS_NEEDED", "AS_NEEDED"),
        ("EVERY_QUARTER", "QUARTERLY"),
        ("HALF_YEAR", "ANNUAL_2"),
        ("REAL_TIME", "UPDATE_CONT"),
        ("asNeeded", "AS_NEEDED"),
        ("notPlanned", "NOT_PLANNED"),
        ("Semi-Annually", "ANNUAL_2"),
        ("1 раз в полугодие", "ANNUAL_2"),
        ("По мере необходимости", "AS_NEEDED"),
        ("однократно", "NEVER"),
        ("штоквартальная", "QUARTERLY"),
        ("тоқсан сайын", "QUARTERLY"),
        ("эки жылда бир жолу", "BIENNIAL"),
        ("oʻn yilda bir marta", "DECENNIAL"),
        ("ҳар чоракда", "QUARTERLY"),
        ("ҳар моҳ", "MONTHLY"),
        ("سالانه", "ANNUAL"),
        ("سہ ماہی", "QUARTERLY"),
        ("त्रैमासिक", "QUARTERLY"),
        ("http://publications.europa.eu/resource/authority/frequency/ANNUAL_2", "ANNUAL_2"),
        ("http://purl.org/cld/freq/threeTimesAMonth", "MONTHLY_3"),
        ("http://inspire.ec.europa.eu/metadata-codelist/MaintenanceFrequency/biannually", "ANNUAL_2"),
        ("R/P1Y", "ANNUAL"),
        ("P12M", "ANNUAL"),
        ("R/P7D", "WEEKLY"),
        ("PT24H", "DAILY"),
        ("PT1M", "1MIN"),
        ("P1M", "MONTHLY"),
        ("R/P3.5D", "WEEKLY_2"),
    ],
)
def test_frequencies(verbatim: str, code: str) -> None:
    assert frequency(verbatim) == Coded(verbatim=verbatim, code=code)


@pytest.mark.parametrize(
    "verbatim",
    [
        "",
        "牲畜饲养",  # livestock farming: a category that came in the field for the frequency
        "每年,每月",
        "monthly report",
        "не указано",
        "R/P11M",
        "P0D",
        "http://publications.europa.eu/resource/authority/frequency/SOON",
        "daily" * 100,
    ],
)
def test_a_text_without_a_clear_meaning_has_no_code(verbatim: str) -> None:
    assert frequency(verbatim) == Coded(verbatim=verbatim)


@pytest.mark.parametrize("each", frequencies().values(), ids=lambda each: each.code)
def test_every_frequency_is_found_by_its_own_words(each: Frequency) -> None:
    for name in (each.iri, each.code, *each.intervals, *(word for words in each.words.values() for word in words)):
        assert frequency(name) == Coded(verbatim=name, code=each.code)


def test_no_word_stands_for_two_frequencies() -> None:
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for each in frequencies().values():
        for word in (word for words in each.words.values() for word in words):
            codes[word_key(word)].add(each.code)
    assert {word: found for word, found in codes.items() if len(found) > 1} == {}


def test_the_words_of_real_portals_are_understood() -> None:
    found = chinese_records("update_frequency")
    assert len([text for text in found if text]) == 17  # the eighteenth spelling is the empty text
    assert {text for text in found if text and frequency(text).code is None} == {"牲畜饲养"}


@pytest.mark.parametrize(
    "text",
    [
        "R/P1D",
        "R/PT1H",
        "R3/P3.5D",
        "P1M",
        " Monthly. ",
        "daily",
        "ежедневно",
        "Ежемесячно",
        "каждый  месяц",
        "1 раз в квартал",
        "по мере необходимости",
        "штомесяц",
        "ай сайын",
        "жыл сайын",
        "har oyda",
        "ҳар чоракда",
        "ҳар моҳ",
        "ماهانه",
        "ماہانہ",
        "मासिक",
        "每日",
        "每季度",
        "http://publications.europa.eu/resource/authority/frequency/DAILY",
        "http://purl.org/cld/freq/daily",
    ],
)
def test_how_often(text: str) -> None:
    assert is_frequency(text)


@pytest.mark.parametrize(
    "text", ["", "2023", "R", "P", "2023-06-16", "ежемесячно с 2020 года", "monthly report", "не указано", "-", "N/A"]
)
def test_what_says_something_else_too(text: str) -> None:
    assert not is_frequency(text)


@pytest.mark.parametrize("text", ["其他", "other", "unknown", "неизвестно"])
def test_a_word_that_says_nothing_of_time_is_no_frequency_in_place_of_a_date(text: str) -> None:
    assert frequency(text).code is not None
    assert not is_frequency(text)


@given(st.text(st.characters()))
def test_any_text_is_kept_and_never_raises(text: str) -> None:
    found = frequency(text)
    assert found.verbatim == text
    assert found.code is None or found.code in frequencies()
    assert is_frequency(text) in {True, False}
