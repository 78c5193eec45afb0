"""The development set is whole: every dataset in every form, and every question leads to a dataset."""

from collections import Counter

import pytest

from .forms import ASKED, FORMS
from .material import items
from .questions import BY_HAND, ONE_LANGUAGE, lone_items, questions, written
from .reading import read

FAMILIES = Counter(item.family for item in items())


def test_sixty_datasets_are_in_all_forms() -> None:
    assert sum(count == len(FORMS) for count in FAMILIES.values()) >= 60
    assert set(FAMILIES.values()) == {1, len(FORMS)}


def test_each_has_a_title_a_description_and_keywords_of_its_own() -> None:
    titles = Counter((item.form, item.title) for item in items())
    assert [title for title, count in titles.items() if count > 1] == []
    assert [item.family for item in items() if not item.description or not 2 <= len(item.keyword) <= 4] == []


def test_a_third_has_a_year_or_a_number() -> None:
    told = {item.family for item in items() if item.form == "en" and any(word.isdigit() for word in item.words)}
    assert len(told) >= 15


@pytest.mark.parametrize("form", ASKED)
@pytest.mark.parametrize("kind", BY_HAND)
def test_what_was_written_by_hand_is_about_a_dataset_of_the_language(kind: str, form: str) -> None:
    assert written(kind, form).keys() <= {item.family for item in items() if item.form == form}


@pytest.mark.parametrize("form", FORMS)
def test_each_language_has_questions_by_hand(form: str) -> None:
    least = {"inflected": 8, "sentence": 8, "synonym": 10}
    assert {kind: len(written(kind, form)) >= count for kind, count in least.items()} == dict.fromkeys(least, True)


def test_every_pair_of_languages_is_asked() -> None:
    asked = {(each.form, each.target) for each in questions() if each.kind == "across"}
    assert asked == {(form, target) for form in FORMS for target in FORMS if form != target}


def test_the_questions_are_the_same_each_time() -> None:
    assert list(questions()) == list(questions())
    assert {each.kind for each in questions()} >= set(ONE_LANGUAGE)


def test_a_lone_dataset_is_in_one_language_and_every_language_has_some() -> None:
    lone = [item for item in lone_items() if item.publisher]
    assert max(Counter(item.family for item in lone).values()) == 1
    assert {item.form for item in lone} == set(FORMS)


def test_places_and_topics_have_the_same_order_in_all_forms() -> None:
    for name in ("places.yml", "topics.yml"):
        assert len({len(each) for each in read(name).values()}) == 1
