"""The concepts that were written by hand: what must be true of every file in `search/concepts/data`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from schemas.recognition import LANGUAGES, spellable
from schemas.vocab import parse
from search.analysis.folding import fold
from search.analysis.segmentation import WORD
from search.concepts.concept import Concept
from search.concepts.names import currencies, languages, places
from search.concepts.recognition import concepts_in
from search.concepts.table import SOURCES, concepts, gathered
from search.concepts.written import data_files, read, written

INFLECTED = {
    "school": {
        "ru": "в школах города",
        "be": "у школах горада",
        "kk": "қала мектептерінің тізімі",
        "ky": "шаардын мектептеринин тизмеси",
        "tg": "рӯйхати мактабҳои шаҳр",
        "uz": "shahar maktablarining roʻyxati",
        "fa": "فهرست مدرسه‌های شهر",
        "ur": "شہر کے اسکولوں کی فہرست",
        "hi": "शहर के विद्यालयों की सूची",
        "en": "lists of schools",
        "zh": "全市学校名单",
    },
    "hospital": {
        "ru": "число коек в больницах",
        "be": "колькасць ложкаў у бальніцах",
        "kk": "ауруханалардағы орындар",
        "ky": "ооруканалардагы орундар",
        "tg": "шумораи беморхонаҳо",
        "uz": "kasalxonalardagi joylar",
        "fa": "تعداد بیمارستان‌های استان",
        "ur": "ہسپتالوں کی تعداد",
        "hi": "अस्पतालों की संख्या",
        "en": "beds of hospitals",
        "zh": "各区医院情况",
    },
    "museum": {
        "ru": "адреса музеев города",
        "be": "адрасы музеяў горада",
        "kk": "музейлерге бару",
        "ky": "музейлердин тизмеси",
        "tg": "рӯйхати музейҳо",
        "uz": "muzeylarning roʻyxati",
        "fa": "بازدید از موزه‌های شهر",
        "ur": "عجائب گھروں کی فہرست",
        "hi": "संग्रहालयों की सूची",
        "en": "visits of museums",
        "zh": "各区博物馆情况",
    },
}
"""Titles that have a concept in an inflected form. They count where the thesaurus has the concept."""


@cache
def labels() -> Sequence[tuple[Concept, str, str]]:
    """Every label that was written by hand, with its concept and language."""
    return [(each, language, label) for each in written() for language, row in each.label.items() for label in row]


@cache
def shared() -> Mapping[str, set[str]]:
    """The labels that two concepts have on purpose, folded, by language."""
    allowed: defaultdict[str, set[str]] = defaultdict(set)
    for file in data_files():
        for language, row in parse(file.read_text("utf-8")).get("shared", {}).items():
            allowed[language] |= set(map(fold, row))
    return allowed


def test_every_file_holds_concepts_and_all_fit_together() -> None:
    assert [file.name for file in data_files() if not list(read(file.name, file.read_text("utf-8")))] == []
    assert gathered(each for source in SOURCES for each in source()) == concepts()


def test_labels_are_in_the_letters_of_their_language() -> None:
    wrong = [
        (each.id, language, label)
        for each, language, label in labels()
        for word in WORD.findall(label)
        if word[1] and not word[1].isascii() and language not in spellable(fold(word[1]))
    ]
    assert wrong == []


def test_labels_begin_and_end_without_a_space_and_no_list_has_one_twice() -> None:
    assert [label for _, _, label in labels() if label != " ".join(label.split())] == []
    twice = [(each.id, language, row) for each in written() for language, row in each.label.items() if len({*row}) < len(row)]
    assert twice == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_concepts_have_a_label_in_common_only_on_purpose(language: str) -> None:
    having: defaultdict[str, set[str]] = defaultdict(set)
    for each, spoken, label in labels():
        if spoken == language:
            having[fold(label)].add(each.id)
    allowed = shared().get(language, set())
    assert {label: ids for label, ids in having.items() if len(ids) > 1 and label not in allowed} == {}
    assert {label for label in allowed if len(having[label]) < 2} == set()


def test_every_label_is_found_in_its_language() -> None:
    named = [*((each, language, label) for each in concepts().values() for language, row in each.label.items() for label in row)]
    lost = [(each.id, language, label) for each, language, label in named if each.id not in found(label, language)]
    assert lost == []


def found(text: str, language: str | None) -> set[str]:
    return {each.concept for each in concepts_in(text, language)}


@pytest.mark.parametrize(("concept", "titles"), INFLECTED.items())
def test_a_label_is_found_in_titles_with_the_endings_of_each_language(concept: str, titles: dict[str, str]) -> None:
    assert titles.keys() == set(LANGUAGES)
    if concept in concepts():
        assert {language: title for language, title in titles.items() if concept not in found(title, language)} == {}
        assert {language: title for language, title in titles.items() if concept not in found(title, None)} == {}


def test_names_are_found_whatever_was_written_by_hand() -> None:
    assert {each.id for each in (*places(), *languages(), *currencies())} <= concepts().keys()
