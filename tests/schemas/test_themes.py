"""Themes, as portals name their groups and sectors."""

import json
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dataset import Coded
from schemas.themes import Theme, theme, themes
from schemas.words import spaced
from tests.shared_material import shared

LANGUAGES = {"en", "ru", "zh", "fa", "hi", "ur", "kk", "ky", "uz", "tg", "be"}


def test_the_vocabulary_is_the_table_of_the_eu_in_all_languages() -> None:
    codes = {"AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"}
    assert set(themes()) == codes
    assert all(set(each.words) == LANGUAGES for each in themes().values())


@pytest.mark.parametrize(
    ("verbatim", "code"),
    [
        ("http://publications.europa.eu/resource/authority/data-theme/EDUC", "EDUC"),
        ("https://publications.europa.eu/resource/authority/data-theme/HEAL/", "HEAL"),
        ("TRAN", "TRAN"),
        ("tran", "TRAN"),
        ("Government and public sector", "GOVE"),
        ("Health and Family welfare", "HEAL"),
        ("Agriculture", "AGRI"),
        ("International trade", "ECON"),
        ("Administrative boundaries", "REGI"),
        ("Охрана окружающей среды", "ENVI"),
        ("Наука и образование", "TECH"),
        ("Жилищно-коммунальное хозяйство", "REGI"),
        ("Дороги и транспорт", "TRAN"),
        ("Саламаттык сактоо", "HEAL"),
        ("Билим берүү жана илим", "EDUC"),
        ("Ауыл шаруашылығы", "AGRI"),
        ("Еңбек және жұмыспен қамту", "SOCI"),
        ("Qishloq xo‘jaligi", "AGRI"),
        ("Қишлоқ хўжалиги", "AGRI"),
        ("Кишоварзӣ", "AGRI"),
        ("Ахова здароўя", "HEAL"),
        ("社会保障", "SOCI"),
        ("智慧教育", "EDUC"),
        ("城乡建设、环境保护", "REGI"),  # the first of two decides
        ("科技、教育", "TECH"),
        ("财税金融", "ECON"),
        ("آموزش و پرورش", "EDUC"),
        ("محیط‌زیست", "ENVI"),
        ("انرژي", "ENER"),
        ("स्वास्थ्य", "HEAL"),
        ("صحت عامہ", "HEAL"),
    ],
)
def test_themes(verbatim: str, code: str) -> None:
    assert theme(verbatim) == Coded(verbatim=verbatim, code=code)


@pytest.mark.parametrize(
    "verbatim", ["", "All", "Others", "其他", "Healthy", "lawn", "Прочее", "http://example.org/theme/EDUCX", "health " * 1000]
)
def test_what_names_no_theme_has_no_code(verbatim: str) -> None:
    assert theme(verbatim) == Coded(verbatim=verbatim)


@pytest.mark.parametrize("each", themes().values(), ids=lambda each: each.code)
def test_every_theme_is_found_by_its_own_words(each: Theme) -> None:
    for name in (each.iri, each.code, each.label, *(word for words in each.words.values() for word in words)):
        assert theme(name) == Coded(verbatim=name, code=each.code)


def test_no_word_stands_for_two_themes() -> None:
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for each in themes().values():
        for words in each.words.values():
            for word in words:
                codes[spaced(word)].add(each.code)
    assert {word: found for word, found in codes.items() if len(found) > 1} == {}


@given(st.text(st.characters()))
def test_any_text_is_kept_and_never_raises(verbatim: str) -> None:
    found = theme(verbatim)
    assert found.verbatim == verbatim
    assert found.code is None or found.code in themes()


def test_one_sector_has_one_theme_in_every_script() -> None:
    """The sectors of the Uzbek portal: each is named in Latin and Cyrillic Uzbek, Russian and English."""
    sectors = json.loads(shared("fixtures/uz-data-egov/sphere_list.json").read_text(encoding="utf-8"))["result"]
    found = [{theme(name).code for name in sector["title"].values()} for sector in sectors]
    assert sum(1 for codes in found if len(codes) == 1 and None not in codes) >= 14
