"""What is said in a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asking.question import MAX_WANTED, begun, read, typed
from search.asking.wanted import Form, Wanted
from search.streams import Stream


@given(st.text() | st.text(st.sampled_from('-"«»„“ вода 水质 of where ')))
def test_a_question_of_any_text(text: str) -> None:
    question = read(text)
    asked = question.typed()
    assert len(question.text) == len(text)
    assert len(question.words) <= MAX_WANTED
    assert asked.least == min(1, asked.counted)
    for item in (*asked.words, *asked.must, *asked.never):
        assert all(wording.words and 1 <= wording.least <= len(wording.words) for wording in item.wordings)
        assert all(form.term and not any(map(str.isspace, form.term)) and 0 < form.worth <= 1 for form in item.forms())
    for said in question.words:
        assert 0 <= said.start < said.end <= len(text)


def words(text: str) -> list[tuple[str, bool, float]]:
    return [(said.wanted.text, said.wanted.optional, said.wanted.worth) for said in read(text).words]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quality of water", [("quality", False, 1.0), ("of", True, 0.3), ("water", False, 1.0)]),
        ("where can I find data on water", [("water", False, 1.0)]),
        ("of the", [("of", False, 1.0), ("the", False, 1.0)]),
        ("水质监测", [("水质", False, 1.0), ("质监", False, 1.0), ("监测", False, 1.0)]),
        ("水", [("水", False, 1.0)]),
        ('"open data" water', [("water", False, 1.0)]),
        ("water -fire", [("water", False, 1.0)]),
        ("COVID-19", [("COVID", False, 1.0), ("19", False, 1.0), ("COVID-19", True, 1.0)]),
    ],
)
def test_the_words_that_are_said(text: str, said: list[tuple[str, bool, float]]) -> None:
    assert words(text) == said


def forms(item: Wanted, stream: Stream) -> set[str]:
    return {form.term for form in item.forms() if form.stream is stream}


def test_a_word_is_looked_for_in_all_its_forms() -> None:
    [word] = typed("воды").words
    assert next(word.forms()) == Form("воды")
    assert "ru:вод" in forms(word, Stream.STEM)
    assert any(key.startswith("l:vod") for key in forms(word, Stream.KEY))


def test_what_must_be_there_and_what_must_not() -> None:
    asked = typed('"Open data" -closed -"very old" city')
    assert [item.text for item in asked.words] == ["city"]
    assert [[form.term for form in item.forms()] for item in asked.must] == [["open", "data"]]
    assert [next(item.forms()).term for item in asked.never] == ["very", "closed"]
    assert all(item.wordings[0].phrase for item in asked.must)


def test_a_word_that_is_said_twice_is_looked_for_once() -> None:
    assert len(typed("water water").words) == 1


@pytest.mark.parametrize("text", ["", " ", "!!!", "-", '""', "🙂"])
def test_a_text_without_words_looks_for_nothing(text: str) -> None:
    assert typed(text).is_empty()


def test_the_word_that_is_begun_is_the_last_one() -> None:
    assert [begun(text) for text in ("Water qua", "ВОД", "水质", "water ", "!", "")] == ["qua", "вод", "质", "", "", ""]
