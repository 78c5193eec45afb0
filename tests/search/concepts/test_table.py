"""The thesaurus as a table of concepts."""

import pytest

from schemas.recognition import LANGUAGES
from search.concepts.concept import Concept, ConceptInvalid
from search.concepts.homographs import left_out
from search.concepts.joining import joining
from search.concepts.names import currencies, languages, places
from search.concepts.table import concept, concepts, gathered, wider
from search.concepts.written import read

STATES = ["CN", "RU", "IN", "PK", "KZ", "KG", "TJ", "UZ", "IR", "BY"]
MONEY = ["CNY", "RUB", "INR", "PKR", "KZT", "KGS", "TJS", "UZS", "IRR", "BYN", "USD", "EUR"]
LABELS = "".join(f"    {language}: [{language} label]\n" for language in LANGUAGES)
FILE = f"version: 2026-11-29\norigin: test\nconcepts:\n  - id: hotel\n    theme: [ECON]\n    broader: [tourism]\n{LABELS}"


def test_a_file_of_concepts() -> None:
    [hotel] = read("test.yml", FILE)
    label = {language: (f"{language} label",) for language in LANGUAGES}
    assert hotel == Concept("hotel", ("ECON",), ("tourism",), label, "test")


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("    kk: [kk label]\n", "", "test.yml, hotel, kk: a label is missing"),
        ("kk: [kk label]", "kk: []", "test.yml, hotel, kk: a label is missing"),
        ("kk: [kk label]", "kk: [on]", "test.yml, hotel, kk: a label is not text"),
        ("kk: [kk label]", "kk: [2020]", "test.yml, hotel, kk: a label is not text"),
        ("kk: [kk label]", "kk: kk label", "test.yml, hotel, kk: a list is expected"),
        ("kk: [kk label]", "kk: [kk label]\n    de: [Hotel]", "test.yml, hotel, de: not one of our languages"),
        ("ECON", "HOTELS", "test.yml, hotel, theme: 'HOTELS' is not a theme"),
        ("id: hotel", "id: a hotel", "test.yml, 'a hotel', id: a word"),
        ("id: hotel", "id: 5", "test.yml: a concept has no `id`"),
        ("concepts:", "rows:", "test.yml: a list `concepts` is expected"),
        ("origin: test\n", "", "test.yml: `version` and `origin` are expected"),
    ],
)
def test_an_error_names_file_concept_and_field(written: str, instead: str, told: str) -> None:
    with pytest.raises(ConceptInvalid) as error:
        list(read("test.yml", FILE.replace(written, instead)))
    assert str(error.value).startswith(told)


def made(id: str, *broader: str) -> Concept:
    return Concept(id, (), broader, dict.fromkeys(LANGUAGES, ("label",)), "test")


def test_an_id_comes_once_and_wider_concepts_exist() -> None:
    with pytest.raises(ConceptInvalid, match="hotel, id: two concepts have it"):
        gathered([made("hotel"), made("hotel")])
    with pytest.raises(ConceptInvalid, match="hotel, broader: there is no concept 'tourism'"):
        gathered([made("hotel", "tourism")])


def test_wider_concepts_are_found_however_far_and_in_a_circle() -> None:
    table = gathered([made("a", "b"), made("b", "c", "a"), made("c", "b"), made("d")])
    assert wider("a", table) == ("b", "c")
    assert wider("d", table) == ()


def test_names_come_from_cldr_in_all_languages() -> None:
    found = gathered([*places(), *languages(), *currencies()])
    assert {f"place:{code}" for code in (*STATES, "US", "DE", "143")} <= found.keys()
    assert {f"language:{code}" for code in (*LANGUAGES, "ug", "tt", "ta")} <= found.keys()
    assert {f"currency:{code}" for code in MONEY} <= found.keys()
    assert {"place:001", "place:ZZ", "currency:SUR", "language:zxx"}.isdisjoint(found)
    assert found["place:KZ"].label["uz"][:2] == ("Qozogʻiston", "Қозоғистон")
    assert {"Гонконг"} <= set(found["place:HK"].label["ru"])
    assert "Unicode-3.0" in found["place:KZ"].origin


def test_a_place_whose_name_is_an_everyday_word_is_named_as_a_state() -> None:
    table = gathered(places())
    assert table["place:TG"].label["ru"] == ("Республика Того",)
    assert table["place:HT"].label["zh"] == ("海地共和国",)
    assert left_out().keys() == joining().keys() - {"de"}


def test_all_concepts_by_id() -> None:
    assert concept("place:KZ") is concepts()["place:KZ"]
    assert {type(each) for each in concepts().values()} == {Concept}
    with pytest.raises(KeyError):
        concept("no-such-concept")
