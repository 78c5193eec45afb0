"""Why a record is found: each word with its place, how it was found, and what is not there."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from uuid import UUID

import pytest

from schemas.record import CatalogRecord
from search.ask import ask
from search.document import document
from search.embedded.engine import EmbeddedEngine
from search.errors import InvalidQuery
from search.explain import explain
from search.explanation import Explanation, How
from search.query import Filter, Query, Way
from search.ranking import BOOST
from tests.factories import record

CITY = record({"ru": "Качество воды в городе"}, identifier="city", modified="2026-05")
RIVERS = record({"en": "Water quality of rivers"}, identifier="rivers", modified="2020-01")
ROADS = record({"en": "Road lengths"}, description={"en": "No water here."}, identifier="roads")
LONG = record("Words", description=" ".join(f"слово{at}" for at in range(9_000)), identifier="long")
HOTELS = record({"ru": "Гостиницы Оша"}, identifier="hotels")
RECORDS = (CITY, RIVERS, ROADS, LONG, HOTELS)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    with closing(EmbeddedEngine(tmp_path_factory.mktemp("index"))) as opened:
        opened.rebuild(iter([document(each) for each in RECORDS]))
        yield opened


def hows(explanation: Explanation) -> dict[str, list[tuple[str, How, str]]]:
    return {word.text: [(seen.field, seen.how, seen.found) for seen in word.seen] for word in explanation.word}


@pytest.mark.parametrize(
    ("text", "of", "seen"),
    [
        ("Вода", CITY, ("title", How.STEM, "воды")),
        ("воды", CITY, ("title", How.WRITTEN, "воды")),
        ("voda", CITY, ("title", How.KEY, "воды")),
        ("kachestvo", CITY, ("title", How.KEY, "Качество")),
        ("river", RIVERS, ("title", How.STEM, "rivers")),
        ("water", ROADS, ("description", How.WRITTEN, "water")),
        ("lengfths", ROADS, ("title", How.SPELLING, "lengths")),
        ('"quality of rivers"', RIVERS, ("title", How.WRITTEN, "quality of rivers")),
    ],
)
def test_a_word_is_shown_where_and_how_it_was_found(
    engine: EmbeddedEngine, text: str, of: CatalogRecord, seen: tuple[str, How, str]
) -> None:
    found = explain(engine, Query(text=text), of)
    assert hows(found) == {text: [seen]}
    assert found.whole


def test_words_of_another_language_are_shown_with_it(engine: EmbeddedEngine) -> None:
    found = explain(engine, Query(text="качество воды"), RIVERS)
    assert hows(found) == {word: [("title", How.CONCEPT, "Water quality")] for word in ("качество", "воды")}
    assert {seen.language for word in found.word for seen in word.seen} == {"en"}
    ranks = {way.way: way.rank for way in found.way}
    assert (ranks[Way.TYPED], ranks[Way.CONCEPT]) == (None, 2)


@pytest.mark.parametrize(("wider", "of", "found"), [("tourism", HOTELS, "Гостиницы"), ("туризм", HOTELS, "Гостиницы")])
def test_a_question_for_something_wider_finds_what_is_narrower_and_says_so(
    engine: EmbeddedEngine, wider: str, of: CatalogRecord, found: str
) -> None:
    """The record does not name it: its index has the wider concept with a mark, and a text shows what is narrower."""
    assert [hit.id for hit in ask(engine, Query(text=wider)).hit] == [of.id]
    told = explain(engine, Query(text=wider), of)
    assert hows(told) == {wider: [("title", How.CONCEPT, found)]}
    assert told.whole
    assert {way.way: way.rank for way in told.way} == {Way.TYPED: None, Way.CONCEPT: 1}


def test_what_is_wider_is_worth_less_than_what_is_named(engine: EmbeddedEngine) -> None:
    [hotels] = [way.score for way in explain(engine, Query(text="tourism"), HOTELS).way if way.way is Way.CONCEPT]
    [named] = [way.score for way in explain(engine, Query(text="hotel"), HOTELS).way if way.way is Way.CONCEPT]
    assert hotels is not None
    assert named is not None
    assert hotels < named


def test_what_is_not_there_is_named(engine: EmbeddedEngine) -> None:
    found = explain(engine, Query(text="water quality zzzzqqqq"), ROADS)
    assert found.unknown == ("zzzzqqqq",)
    assert hows(found)["quality"] == hows(found)["zzzzqqqq"] == []
    assert not found.whole
    nothing = explain(engine, Query(text="zzzzqqqq"), ROADS)
    assert hows(nothing) == {"zzzzqqqq": []}
    assert not nothing.whole


def test_a_question_in_another_keyboard_layout_is_explained_as_it_was_read(engine: EmbeddedEngine) -> None:
    found = explain(engine, Query(text="djls"), CITY)
    assert found.read_as == "воды"
    assert hows(found) == {"воды": [("title", How.WRITTEN, "воды")]}


@pytest.mark.parametrize(("text", "exact"), [("water QUALITY of rivers", True), ("water quality", False), ("", False)])
def test_an_exact_title_is_said(engine: EmbeddedEngine, text: str, exact: bool) -> None:
    assert explain(engine, Query(text=text or "rivers"), RIVERS).exact_title is exact


@pytest.mark.parametrize("text", ["качество воды", "water quality", "water", "voda", "roads zzzzqqqq"])
def test_the_place_is_that_in_the_answer(engine: EmbeddedEngine, text: str) -> None:
    answer = ask(engine, Query(text=text))
    places: dict[UUID, int] = {hit.id: at for at, hit in enumerate(answer.hit, start=1)}
    for each in RECORDS:
        found = explain(engine, Query(text=text), each)
        assert found.place == places.get(each.id)
        if found.place:
            assert found.whole == answer.hit[found.place - 1].whole


def test_filters_and_ways_count(engine: EmbeddedEngine) -> None:
    elsewhere = (Filter(field="text_language", value=("ru",)),)
    assert not explain(engine, Query(text="water", filter=elsewhere), RIVERS).passes
    assert explain(engine, Query(text="воды", filter=elsewhere), CITY).passes
    typed = explain(engine, Query(text="качество воды", way=(Way.TYPED,)), RIVERS)
    assert [way.way for way in typed.way] == [Way.TYPED]
    assert typed.place is None
    assert not any(word.seen for word in typed.word)


class _Alike:
    """Finds every record by its meaning, in a fixed order."""

    def similar(self, question: str, limit: int) -> Sequence[tuple[UUID, float]]:
        return [(each.id, 0.9) for each in (ROADS, CITY, RIVERS)][:limit]


def test_a_record_that_only_its_meaning_finds_has_a_rank_there(engine: EmbeddedEngine) -> None:
    found = explain(engine, Query(text="motorways"), ROADS, meaning=_Alike())
    assert {way.way: way.rank for way in found.way}[Way.MEANING] == 1
    assert found.place == 1


def test_dates_and_completeness_are_told(engine: EmbeddedEngine) -> None:
    city, rivers = (explain(engine, Query(text="water"), each) for each in (CITY, RIVERS))
    assert city.day is not None
    assert city.day.isoformat() == "2026-05-01"
    assert 0 < city.completeness <= 100
    assert rivers.completeness <= 100


def test_what_date_and_completeness_add_is_told(engine: EmbeddedEngine) -> None:
    city, rivers = ({way.way: way for way in explain(engine, Query(text="вода"), each).way} for each in (CITY, RIVERS))
    assert rivers[Way.TYPED].boost is None
    added, less = city[Way.CONCEPT].boost, rivers[Way.CONCEPT].boost
    assert added is not None
    assert less is not None
    assert 0 < less < added <= BOOST


def test_without_words_there_is_nothing_to_explain(engine: EmbeddedEngine) -> None:
    with pytest.raises(InvalidQuery, match="q: "):
        explain(engine, Query(text="  "), CITY)


def test_a_long_text_is_read_once(engine: EmbeddedEngine) -> None:
    asked = " ".join(f"слово{at}" for at in range(0, 900, 30))
    found = explain(engine, Query(text=asked), LONG)
    assert sum(bool(word.seen) for word in found.word) == len(found.word) == 30
