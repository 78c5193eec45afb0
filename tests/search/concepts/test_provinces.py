"""Provinces as concepts."""

import re
from collections import Counter
from pathlib import Path

import pytest

from schemas.recognition import LANGUAGES
from schemas.vocab import parse
from search.concepts.concept import Concept
from search.concepts.provinces import is_province, namesakes, province_name, provinces, state_of
from search.concepts.recognition import concepts_in

HERE = Path(__file__).parent
DASH = re.compile("[-－—]")
ALL = list(provinces())


def test_every_state_has_its_provinces() -> None:
    """As many as ISO 3166-2 has; of China without Taiwan, Hong Kong and Macao, which are places of their own."""
    counted = Counter(state_of(each.id.removeprefix("place:")) for each in ALL)
    assert counted == {"CN": 31, "RU": 83, "IN": 36, "PK": 7, "KZ": 20, "KG": 9, "TJ": 5, "UZ": 14, "IR": 31, "BY": 7}


@pytest.mark.parametrize("province", ALL, ids=lambda each: each.id)
def test_a_province_has_a_name_in_every_language_and_belongs_to_its_state(province: Concept) -> None:
    code = province.id.removeprefix("place:")
    assert province.broader == (f"place:{state_of(code)}",)
    assert all(province_name(code, language) == province.label[language][0] for language in LANGUAGES)


@pytest.mark.parametrize("province", ALL[::4], ids=lambda each: each.id)
def test_a_province_is_found_by_its_name(province: Concept) -> None:
    for language in LANGUAGES:
        if DASH.search(province.label[language][0]) and language == "zh":
            continue  # Chinese is compared in runs of characters, and a dash ends one
        assert province.id in {each.concept for each in concepts_in(province.label[language][0], language)}


def test_seats_of_government_are_those_of_provinces() -> None:
    assert all(is_province(code) for code in parse((HERE / "capitals.yml").read_text("utf-8"))["capitals"])


def test_a_name_of_two_states_is_known() -> None:
    assert namesakes() == {"PK-PB": {"IN-PB"}, "IN-PB": {"PK-PB"}}


def test_what_is_no_province_has_no_name() -> None:
    assert not is_province("KG")
    with pytest.raises(KeyError):
        province_name("KG", "en")
