"""What a question asks for."""

from hypothesis import given
from hypothesis import strategies as st

from search.asking.question import MAX_WANTED, begun, wanted
from search.asking.wanted import Form, Wanted, Wording


@given(st.text())
def test_a_question_of_any_text(text: str) -> None:
    asked = wanted(text)
    assert len(asked) <= MAX_WANTED
    assert all(len(item.wordings) == 1 for item in asked)
    assert all(wording.words and 1 <= wording.least <= len(wording.words) for item in asked for wording in item.wordings)
    assert all(form.term and 0 < form.worth <= 1 for item in asked for form in item.forms())
    assert not asked or not all(item.optional for item in asked)


def said(*words: tuple[Form, ...], least: int = 1, phrase: bool = False) -> Wanted:
    """One thing in one wording."""
    return Wanted((Wording(words, least=least, phrase=phrase),))


def test_what_a_question_asks_for() -> None:
    assert wanted("水质监测") == (said((Form("水质"),), (Form("质监"),), (Form("监测"),), least=2),)
    assert wanted("水") == (said((Form("水"), Form("zh:水", 0.5, is_stem=True))),)
    assert wanted('"Open data" open') == (
        said((Form("open"),), (Form("data"),), phrase=True),
        said((Form("open"), Form("en:open", 0.5, is_stem=True), Form("uz:open", 0.5, is_stem=True))),
    )
    assert [(next(item.forms()).term, item.optional, item.worth) for item in wanted("quality of water")] == [
        ("quality", False, 1.0),
        ("of", True, 0.3),
        ("water", False, 1.0),
    ]
    assert [(item.optional, item.worth) for item in wanted("of the")] == [(False, 1.0), (False, 1.0)]
    assert len(wanted("water water WATER")) == 1


def test_the_word_that_is_begun_is_the_last_one() -> None:
    assert [begun(text) for text in ("Water qua", "ВОД", "水质", "water ", "!", "")] == ["qua", "вод", "质", "", "", ""]
