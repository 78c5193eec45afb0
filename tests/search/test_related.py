"""What else could be searched for."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from search.ask import ask, count
from search.document import document
from search.embedded.engine import EmbeddedEngine
from search.engine import SearchEngine
from search.query import Query
from search.related import Related, Relation, related
from tests.eval.material import items


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """The datasets of the development set, in all languages."""
    with closing(EmbeddedEngine(tmp_path_factory.mktemp("index"))) as opened:
        opened.update(document(item.record()) for item in items())
        yield opened


def found(engine: SearchEngine, text: str, *, language: str = "en") -> tuple[Related, ...]:
    query = Query(text=text)
    return related(engine, query, ask(engine, query), languages=(language,))


QUESTIONS = ["water", "качество воды", "мактаб", "бюджет", "水质", "school meals", "آب", "suv", "जल", "public transport stops"]


@pytest.mark.parametrize("text", QUESTIONS)
def test_each_finds_something_and_none_is_the_question(engine: SearchEngine, text: str) -> None:
    others = found(engine, text)
    assert len({each.text.casefold() for each in others}) == len(others)
    for each in others:
        assert each.count > 0
        assert count(engine, each.query)
        assert each.text.casefold() != text.casefold()


def test_they_are_wider_narrower_and_neighbouring_concepts(engine: SearchEngine) -> None:
    others = {each.kind: each for each in found(engine, "water quality")}
    assert others[Relation.BROADER].text == "water resources"
    assert Relation.SIBLING in others
    assert any(each.kind is Relation.NARROWER and each.text == "water quality" for each in found(engine, "water"))


def test_concepts_are_named_in_the_language_of_the_question(engine: SearchEngine) -> None:
    assert {each.language for each in found(engine, "вода", language="ru") if each.kind is not Relation.KEYWORD} == {"ru"}
    assert {each.language for each in found(engine, "水质") if each.kind is not Relation.KEYWORD} == {"zh"}


@pytest.mark.parametrize("text", ["", "zzqqxx", "🙂", "\u0301" * 100, '"', "word " * 90])
def test_what_names_nothing_has_nothing_related(engine: SearchEngine, text: str) -> None:
    assert found(engine, text) == () or text.startswith("word")
