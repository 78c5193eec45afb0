"""Where and when in a question."""

from collections.abc import Sequence

import pytest

from search.asking.meaning import meant
from search.asking.question import read
from search.asking.scope import MOST, scope, scoped
from search.query import ScopeKind
from search.streams import Stream


def found(text: str, kind: ScopeKind, literal: Sequence[str] = ()) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[each.start : each.end], each.values) for each in scope(text, literal) if each.kind is kind]


@pytest.mark.parametrize(
    ("text", "named", "first", "last"),
    [
        ("water Osh 2019", "2019", 2019, 2019),
        ("вода за 2019 год", "2019 год", 2019, 2019),
        ("суу 2019-жыл", "2019-жыл", 2019, 2019),
        ("2019 йил сув", "2019 йил", 2019, 2019),
        ("2019г.", "2019г.", 2019, 2019),
        ("в 2020-м году", "2020", 2020, 2020),
        ("北京2019年水质", "2019年", 2019, 2019),
        ("北京2015年至2020年水质", "2015年至2020年", 2015, 2020),
        ("бюджет 2015-2020 гг.", "2015-2020 гг.", 2015, 2020),
        ("бюджет 2015–2020", "2015–2020", 2015, 2020),
        ("2015..2020 budget", "2015..2020", 2015, 2020),
        ("с 2015 по 2020 год", "2015 по 2020 год", 2015, 2020),
        ("from 2015 to 2020", "2015 to 2020", 2015, 2020),
        ("2015 жылдан 2020 жылға дейін", "2015 жылдан 2020", 2015, 2020),
        ("2015 yildan 2020 yilgacha", "2015 yildan 2020", 2015, 2020),
        ("शिक्षा 2019-20", "2019-20", 2019, 2020),
        ("२०१९ जनगणना", "२०१९", 2019, 2019),
        ("budget 2023/24", "2023/24", 2023, 2024),
        ("budget 1999/00", "1999/00", 1999, 2000),
        ("آب ۱۳۹۸", "۱۳۹۸", 2019, 2020),
        ("آمار سال 1398", "1398", 2019, 2020),
        ("از ۱۳۹۰ تا ۱۳۹۸", "۱۳۹۰ تا ۱۳۹۸", 2011, 2020),
        ("آبادی 2019", "2019", 2019, 2019),
    ],
)
def test_years_are_understood(text: str, named: str, first: int, last: int) -> None:
    assert found(text, ScopeKind.YEAR) == [(named, tuple(str(year) for year in range(first, last + 1)))]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "last year",
            "прошлый год",
            "2019-05-01",
            "01.05.2019",
            "ГОСТ 12.1.005-2019",
            "1400 schools",
            "12019",
            "20191",
            "X2019",
        ),
        *("2,019", "1990..2200", "phone 2019-2020-2021", '"2019"', "1899", "2100"),
    ],
)
def test_other_numbers_are_no_years(text: str) -> None:
    assert found(read(text).text, ScopeKind.YEAR) == []


@pytest.mark.parametrize(
    ("text", "named", "codes"),
    [
        ("water Osh 2019", "Osh", ("KG-GO",)),
        ("вода в Ошской области", "Ошской области", ("KG-O",)),
        ("алматы мектептер", "алматы", ("KZ-75",)),
        ("school list Punjab", "Punjab", ("IN-PB", "PK-PB")),
        ("population of Georgia", "Georgia", ("GE",)),
        ("آب تهران", "تهران", ("IR-23",)),
        ("阿拉木图水质", "阿拉木图", ("KZ-75",)),
        ("Farg'ona maktablari", "Farg'ona", ("UZ-FA",)),
    ],
)
def test_places_are_understood(text: str, named: str, codes: Sequence[str]) -> None:
    assert found(text, ScopeKind.PLACE) == [(named, tuple(codes))]


def test_what_is_literal_is_not_understood() -> None:
    assert found("water Osh 2019", ScopeKind.PLACE, ["osh"]) == []
    assert found("water Osh 2019", ScopeKind.YEAR, ["osh"]) == [("2019", ("2019",))]
    assert scope("water Osh 2019", ["Osh", "2019"]) == ()


def test_a_year_is_looked_for_in_periods_too() -> None:
    question = read("water 2019 год")
    words = scoped(question, scope(question.text)).words
    forms = {said.wanted.text: {form.term for form in said.wanted.forms() if form.stream is Stream.SCOPE} for said in words}
    assert forms["2019"] == {"2019"}
    assert not forms["water"]
    assert all(said.wanted.optional for said in words if said.wanted.text == "год")


def test_a_place_is_looked_for_in_the_places_of_records_too() -> None:
    question = read("water Osh")
    other = meant(question)
    assert other
    scopes = {form.term for word in other.asked.words for form in word.forms() if form.stream is Stream.SCOPE}
    assert scopes == {"KG-GO"}
    literal = meant(question, ["Osh"])
    assert literal
    assert "place:KG-GO" not in literal.concepts


def test_a_long_question_is_bounded() -> None:
    text = "2019 Osh 2015-2020 " * 25
    assert len(scope(text)) == MOST
    assert scope("1900-2099")[0].values[-1] == "2099"
    assert len(scope("1900-2099")[0].values) == 40
