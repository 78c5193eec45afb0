"""One form for the many spellings of a word."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis.folding import fold, uzbek_latin


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("ВОДА", "вода"),
        ("Ёлка", "елка"),
        ("ҚАЛА", "қала"),
        ("Oʻzbekiston", "ozbekiston"),
        ("O'ZBEKISTON", "ozbekiston"),
        ("сям’я", "сямя"),
        ("ｄａｔａ", "data"),
        ("População", "populacao"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("كتابي", "کتابی"),
        ("يَك", "یک"),
        ("داده\u200cها", "دادهها"),
        ("ہسپتال", "هسپتال"),
        ("١٢٣", "123"),
        ("۴۵", "45"),
        ("१४", "14"),
        ("ज़िला", "जिला"),
        ("й", "й"),
        ("и\u0306", "й"),
        ("'", ""),
        ("0´0", "00"),
        ("ﷺ", "صلیاللهعلیهوسلم"),
        ("¨¸", "\u0327\u0308"),  # both are a space and a mark, and come in the other order
        ("к¨¸", "к\u0327\u0308"),
        ("＇", ""),  # an apostrophe in NFKC only
        ("\u0929", "न"),  # the nukta inside one sign
        ("न\u093c", "न"),
        ("آب", "آب"),
        ("ا\u0653ب", "آب"),
        ("ا\u06dd\u0653", "آ"),
        ("ٱ\u0653", "ا"),
        ("أ", "ا"),
        ("е\u0654\u0308", "е"),  # a mark that goes had kept others apart
        ("и\u0654\u0306", "й"),
        ("е\u0308\u0308", "е"),
        ("ё\u0300", "е"),  # stress
        ("Го\u0301рные", "горные"),
        ("Cведения", "сведения"),
        ("Hаселение", "население"),
        ("Жетiсу", "жетісу"),
        ("əкімдік", "әкімдік"),
        ("жаhандық", "жаһандық"),
        ("тeңіз", "теңіз"),
        ("таӊ", "таң"),
        ("ҝала", "қала"),
        ("нy\u0304шокӣ", "нӯшокӣ"),
        ("CОVID", "covid"),
        ("COVID", "covid"),
        ("WEBсайт", "webсаит"),
        ("све\u00adде\u200bния", "сведения"),
        ("ﬁle", "file"),
        ("हिन्दी", "हिंदी"),
        ("हिन्\u200dदी", "हिंदी"),
        ("पञ्चायत", "पंचायत"),
        ("मुम्बई", "मुंबई"),
        ("गाँव", "गांव"),
        ("जन्म", "जन्म"),
        ("अन्य", "अन्य"),
        ("ﻣﺪﺍﺭﺱ", "مدارس"),
        ("مـدارس", "مدارس"),
    ],
)
def test_fold(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("сув", "suv"),
        ("рўйхати", "royxati"),
        ("ёш", "yosh"),
        ("Ўзбекистон", "ozbekiston"),
        ("ер", "yer"),
        ("бюджет", "byudjet"),
        ("цирк", "sirk"),
    ],
)
def test_uzbek_is_one_language_in_two_alphabets(cyrillic: str, latin: str) -> None:
    assert uzbek_latin(cyrillic) == uzbek_latin(latin) == latin


MARKED = st.text(
    st.characters(categories=["M"])
    | st.sampled_from("еёиаaeاأإآٱیيكهہۂऩनक한가١3İſŉ¨¸´΄˛'ʼ＇ \u0640\u06dd\u06e5\u200c\u093c\u0653\u0654\u0308\u0327\u0300"),
    max_size=8,
)
"""Letters with marks in any order, and signs that become marks."""


@given(st.text() | MARKED)
@example("¨¸")
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text() | MARKED)
def test_equivalent_spellings_fold_alike(word: str) -> None:
    """Canonical equivalence of Unicode: a letter and its mark are one sign or two."""
    assert fold(unicodedata.normalize("NFD", word)) == fold(unicodedata.normalize("NFC", word)) == fold(word)


def test_every_sign_is_folded_for_good() -> None:
    signs = (chr(code) for code in (*range(0x3000), *range(0xA000, 0xAC00), *range(0xF900, 0x10000), *range(0x1D400, 0x1D800)))
    assert [sign for sign in signs if fold(fold(sign)) != fold(sign)] == []
