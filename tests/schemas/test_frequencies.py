"""Words that say how often data change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.frequencies import is_frequency


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


@given(st.text())
def test_any_text_is_let_in(text: str) -> None:
    assert is_frequency(text) in {True, False}
