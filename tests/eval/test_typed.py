"""Questions that are made by rule: letters of another script, errors of typing, the wrong keyboard."""

from random import Random

import pytest

from .scripts import cyrillic, in_latin, latin_uzbek, otherwise
from .typing import mistyped, other_layout


def test_uzbek_goes_from_one_alphabet_to_the_other_and_back() -> None:
    text = "Oʻzbekiston shaharlari, gʻarbiy choʻl, eski yoʻl, yer"
    assert cyrillic(text) == "Ўзбекистон шаҳарлари, ғарбий чўл, эски йўл, ер"
    assert latin_uzbek(cyrillic(text)) == text


def test_words_of_other_languages_in_uzbek() -> None:
    assert cyrillic("litsenziya stansiya obyektlari") == "лицензия станция объектлари"


@pytest.mark.parametrize(
    ("form", "text", "typed"),
    [
        ("kk", "ауыл мұғалімі", "ауыл мугалими"),
        ("ru", "лётная вёрстка", "летная верстка"),
        ("be", "ўзровень снегу зімой", "узровень снегу зимой"),
        ("fa", "یکی", "يكي"),
        ("hi", "सड़कें", "सडकें"),
        ("hi", "हिंदी", "हिन्दी"),
        ("uz-Latn", "oʻrin", "o'rin"),
        ("zh", "图书馆", "圖書館"),
    ],
)
def test_other_letters_of_the_script(form: str, text: str, typed: str) -> None:
    assert typed in otherwise(text, form)


@pytest.mark.parametrize(
    ("form", "text", "typed"),
    [("ru", "школы бишкека", "shkoly bishkeka"), ("tg", "ҳавои шаҳр", "havoi shahr"), ("hi", "नहर विभाग", "nahar vibhag")],
)
def test_latin_letters_of_a_chat(form: str, text: str, typed: str) -> None:
    assert typed in in_latin(text, form)


def test_the_wrong_keyboard() -> None:
    assert other_layout("привет", "ru") == "ghbdtn"
    assert other_layout("water", "en") == "цфеук"
    assert other_layout("水", "zh") is None


def test_a_long_question_has_two_errors_and_keeps_first_letters_and_numbers() -> None:
    wrong = mistyped("дороги города 2019", "ru", Random(1)).split()
    assert sum(one != other for one, other in zip(wrong, ["дороги", "города", "2019"], strict=True)) == 2
    assert [wrong[0][0], wrong[1][0], wrong[2]] == ["д", "г", "2019"]
