"""Folding: what tells two words apart, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.words import authority_code, spaced, word_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CSV", "csv"),
        ("ＣＳＶ", "csv"),
        ("  Open \t Data\n", "open data"),
        ("Sog‘liqni saqlash", "sog'liqni saqlash"),
        ("Oʻzbekcha", "O'zbekcha"),
        ("O`zbekcha", "O´zbekcha"),
        ("Ёпиқ", "епиқ"),
        ("й", "й"),
        ("فارسي", "فارسی"),
        ("كتاب", "کتاب"),
        ("آب", "اب"),
        ("جنگل‌ها", "جنگلها"),
        ("مُحَدُود", "محدود"),
        ("फ़ारसी", "फ़ारसी"),
        ("\ufeffcsv", "csv"),
        ("Cведения", "сведения"),
        ("Го\u0301рные", "горные"),
        ("әкімдік", "əкімдік"),
        ("Жетісу", "Жетiсу"),
        ("В\u00adо\u200bда", "вода"),
        ("統計", "统计"),
        ("⽔", "水"),
        ("हिन्दी", "हिंदी"),
        ("चाँद", "चांद"),
        ("ہسپتال", "هسپتال"),
        ("ﻣﺪﺍﺭﺱ", "مدارس"),
    ],
)
def test_ways_to_write_one_word(one: str, other: str) -> None:
    assert word_key(one) == word_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("и", "й"), ("қ", "к"), ("ҳ", "х"), ("कि", "की"), ("csv", "tsv"), ("ў", "у"), ("ӯ", "у"), ("COP", "СОР"), ("जन्म", "जंम")],
)
def test_different_letters_stay_different(one: str, other: str) -> None:
    assert word_key(one) != word_key(other)


def test_spaced_parts_words_at_every_sign() -> None:
    assert spaced("Дороги/транспорт (и т.д.)") == " дороги транспорт и т д "
    assert spaced("文化、卫生，体育") == " 文化 卫生 体育 "
    assert spaced("O‘zbek tili") == " o'zbek tili "


def test_codes_of_the_authority_tables() -> None:
    address = "http://publications.europa.eu/resource/authority/data-theme/EDUC"
    assert authority_code(address, "data-theme") == "EDUC"
    assert authority_code(f" {address.replace('http:', 'https:')}/ ", "data-theme") == "EDUC"
    assert authority_code(address, "language") is None
    assert authority_code("EDUC", "data-theme") is None


@given(st.text(st.characters()))
def test_any_text_can_be_folded(text: str) -> None:
    assert word_key(text) == " ".join(word_key(text).split())
    assert spaced(text).startswith(" ")
