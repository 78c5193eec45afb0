"""A question by its concepts."""

import pytest

from search.asking.meaning import FEW, meant
from search.asking.question import read


def named(text: str) -> dict[str, str]:
    """By concept what the person wrote for it."""
    found = meant(read(text))
    return dict(found.concepts) if found else {}


@pytest.mark.parametrize(
    ("text", "concept", "written"),
    [
        ("gas greenhouse", "greenhouse-gas", "gas greenhouse"),
        ("extraction of oil", "oil-production", "extraction of oil"),
        ("areas protected and", "protected-area", "areas protected"),
        ("oil production of", "oil-production", "oil production"),
        ("площадки детские", "playground", "площадки детские"),
        ("цен потребительских индекс", "consumer-price-index", "цен потребительских индекс"),
        ("公园 国家", "national-park", "公园 国家"),
    ],
)
def test_words_name_a_concept_in_any_order(text: str, concept: str, written: str) -> None:
    assert named(text)[concept] == written


def test_the_words_of_a_sentence_are_in_their_order() -> None:
    sentence = "the gas greenhouse " + " ".join(["heated", "by", "the", "farm"][:FEW])
    assert "greenhouse-gas" not in named(sentence)


def test_what_is_taken_literally_names_nothing_in_another_order_either() -> None:
    found = meant(read("gas greenhouse"), ["gas greenhouse"])
    assert found is None or "greenhouse-gas" not in found.concepts
