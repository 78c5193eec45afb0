"""One alphabet for each word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.han import simplified
from schemas.letters import usual_letters
from schemas.vocab import load
from schemas.words import word_key


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("Cведения", "Сведения"),
        ("Hаселение и COVID", "Население и COVID"),
        ("Жетiсу", "Жетісу"),
        ("əкімдік", "әкімдік"),
        ("жаhан", "жаһан"),
        ("Гoрoд", "Город"),
        ("Oʻzbеkiston", "Oʻzbekiston"),  # a Cyrillic е
        ("dаtаset", "dataset"),
        ("ОKРУГ", "ОКРУГ"),
        ("Κазань", "Казань"),  # a Greek Kappa
        ("йo\u0308лка", "йӧлка"),
        ("таӊ", "таң"),
        ("ТAҢ", "ТАҢ"),
    ],
)
def test_letters_that_look_alike(written: str, usual: str) -> None:
    assert usual_letters(written) == usual


@pytest.mark.parametrize(
    "text",
    [
        "COVID",
        "ГОСТ",
        "WEBсайт",
        "PDFтің",
        "GeoJSON-файл",
        "H2O",
        "CO и СО",
        "α-частица",
        "µm",
        "ҚазМұнайГаз",
        "Əliyev",
        "वेब",
        "数据A",
    ],
)
def test_what_stays(text: str) -> None:
    assert usual_letters(text) == text


@given(st.text(st.sampled_from("CсeеіiHнhһWйəәΚκoоӊ\u0301\u0308 1-") | st.characters(), max_size=12))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert usual_letters(usual_letters(text)) == usual_letters(text)
    assert word_key(word_key(text)) == word_key(text)


def test_a_letter_without_a_look_alike_has_none_when_it_is_small() -> None:
    """Else a word that stays as it is would change after its capitals became small."""
    content = load("letters.yml")
    for name in ("cyrillic", "latin"):
        written = "".join(row["written"] for row in content[name])
        assert {sign for sign in written if sign.islower() and sign.upper() not in written} == set()


def test_simplified_characters_are_as_many_and_final() -> None:
    text = "統計資料與萬國"
    assert simplified(text) == "统计资料与万国"
    assert simplified("數據") == simplified("数据") == "数据"
    signs = "".join(load("han.yml")["simplified"].split())
    assert simplified(signs) == signs


@pytest.mark.parametrize("piece", ["e\u0301", "cс", "cш", "न्", "\u0301", "ا\u0653", "е\u0301", "統", "\u200b"])
def test_time_grows_with_the_text_only(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    start = time.process_time()
    word_key(text)
    assert time.process_time() - start < 5
