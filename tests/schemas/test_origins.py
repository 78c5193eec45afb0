"""What a dataset says that it was made from: the words that name another one, without those that name who is behind it."""

import pytest

from schemas.dataset import Agent, ContactPoint, Dataset, LangString, Statement
from schemas.origins import origins

NAMES = ("National Statistical Committee (NSC)", "Улуттук статистика комитети")


def made_from(*words: str) -> tuple[str, ...]:
    dataset = Dataset(
        identifier="1",
        title=(LangString(value="Population"),),
        publisher=Agent(name=tuple(LangString(value=name) for name in NAMES), homepage="https://stat.example.kg/"),
        contact_point=(ContactPoint(name="Department of Population", email="data@stat.example.kg"), ContactPoint(name="acled")),
        source=tuple(Statement(verbatim=each, field="/source") for each in words),
    )
    return origins(dataset)


@pytest.mark.parametrize(
    "words",
    [
        "National Statistical Committee (NSC)",
        "national  statistical committee",
        "NSC",
        "улуттук статистика комитети",
        "Department of Population (DoP)",
        "ACLED",
        "data@stat.example.kg",
        "http://www.stat.example.kg",
        "National Statistical Committee; Department of Population",
        "NSC, Улуттук статистика комитети",
    ],
)
def test_who_is_behind_the_dataset_is_no_other_dataset(words: str) -> None:
    assert made_from(words) == ()


@pytest.mark.parametrize(
    "words",
    [
        "Ministry of Health",
        "National Statistical Committee, Census 2020",
        "National Statistical Committee (Census 2020)",
        "Census of the National Statistical Committee",
        "https://stat.example.kg/data/population.csv",
        "NSC register",
        ";",
    ],
)
def test_everything_else_could_be_a_dataset(words: str) -> None:
    assert made_from(words) == (words,)


def test_each_is_told_once_and_in_the_order_in_which_it_is_said() -> None:
    assert made_from("b", "NSC", "a", "b") == ("b", "a")
