"""Which records are similar to one, and why."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from uuid import UUID

import pytest

from schemas.record import CatalogRecord, Status
from search.document import document
from search.embedded.engine import EmbeddedEngine
from search.engine import SearchEngine
from search.similar import Likeness, Similar, similar
from tests.eval.material import Item, items
from tests.factories import record


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """The datasets of the development set: each has twins in other languages."""
    with closing(EmbeddedEngine(tmp_path_factory.mktemp("index"))) as opened:
        opened.update(document(item.record()) for item in items())
        yield opened


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    with closing(EmbeddedEngine(tmp_path_factory.mktemp("index"))) as opened:
        yield opened


def filled(engine: SearchEngine, *records: CatalogRecord) -> CatalogRecord:
    engine.update(document(each) for each in records)
    return records[0]


def titles(found: Sequence[Similar]) -> list[str]:
    return [each.hit.summary.title[0].value for each in found]


def kinds(found: Similar) -> list[Likeness]:
    return [reason.kind for reason in found.reason]


def test_most_of_what_is_similar_is_the_same_in_another_language(twins: SearchEngine) -> None:
    """Of a sample of the development set, eight of ten records have a twin of theirs among the first three."""
    sample = [item for item in items() if item.form not in ("en", "de")][::19]
    found = [item for item in sample if _twin_among(twins, item)]
    assert len(found) >= 0.8 * len(sample)


def _twin_among(engine: SearchEngine, item: Item) -> bool:
    ids = {other.record().id for other in items() if other.family == item.family and other.form != item.form}
    return any(each.hit.id in ids for each in similar(engine, item.record(), limit=3))


def test_a_record_is_not_similar_to_itself_and_nothing_is_similar_to_a_withdrawn_one(engine: SearchEngine) -> None:
    own = filled(
        engine,
        record("Water quality of rivers", identifier="1"),
        record("Water quality of lakes", identifier="2"),
        record("Water quality of seas", identifier="3", status=Status.WITHDRAWN),
        record("Library opening hours", identifier="4"),
    )
    assert titles(similar(engine, own)) == ["Water quality of lakes"]
    assert similar(engine, record("Zzqqxx", identifier="9")) == ()
    assert similar(engine, record("🙂", identifier="9")) == similar(engine, record('"', identifier="9")) == ()


def test_the_reasons_say_what_both_have(engine: SearchEngine) -> None:
    own = filled(
        engine,
        record(
            {"en": "Water quality of the river Chu 2020"},
            identifier="1",
            keyword={"en": ["rivers", "Laboratory"]},
            publisher="Hydro",
        ),
        record({"en": "Water quality of lakes"}, identifier="2", keyword={"en": ["laboratory", "lakes"]}, publisher="Hydro"),
        record({"ru": "Качество воды реки Чу 2020"}, identifier="3"),
    )
    found = {each.hit.summary.title[0].language: each for each in similar(engine, own)}
    assert {Likeness.CONCEPT, Likeness.KEYWORD, Likeness.WORD, Likeness.PUBLISHER} <= set(kinds(found["en"]))
    values = {reason.kind: reason.value for reason in found["en"].reason}
    assert "water-quality" in values[Likeness.CONCEPT]
    assert values[Likeness.KEYWORD] == ("laboratory",)
    assert values[Likeness.PUBLISHER] == ("Hydro",)
    assert {"water", "quality"} <= set(values[Likeness.WORD])
    assert found["ru"].reason[0].kind is Likeness.TRANSLATION
    assert found["ru"].reason[0].value == ("ru",)


def test_another_year_is_no_translation(engine: SearchEngine) -> None:
    own = filled(
        engine,
        record({"en": "Water quality of the river Chu 2020"}, identifier="1"),
        record({"ru": "Качество воды реки Чу 2021"}, identifier="2"),
    )
    [found] = similar(engine, own)
    assert Likeness.TRANSLATION not in kinds(found)


def test_what_is_similar_in_meaning_is_merged(engine: SearchEngine) -> None:
    own = filled(
        engine,
        record("Water quality of rivers", identifier="1"),
        record("Water quality of lakes", identifier="2"),
        record("Fish stocks", identifier="3"),
    )

    class Meaning:
        """Says that the fish are near."""

        def like(self, id: UUID, limit: int) -> Sequence[tuple[UUID, float]]:
            return [(id, 1.0), (record(identifier="3").id, 0.8), (record(identifier="gone").id, 0.7)][:limit]

    found = similar(engine, own, meaning=Meaning())
    assert set(titles(found)) == {"Water quality of lakes", "Fish stocks"}
    [fish] = [each for each in found if each.hit.id == record(identifier="3").id]
    assert kinds(fish) == [Likeness.MEANING]


def test_a_record_with_very_much_text_is_compared_too(engine: SearchEngine) -> None:
    own = filled(
        engine,
        record("Water quality " + "word " * 20_000, identifier="1", keyword={"en": [f"keyword {at}" for at in range(2_000)]}),
        record("Water quality of lakes", identifier="2"),
    )
    assert titles(similar(engine, own)) in ([], ["Water quality of lakes"])
