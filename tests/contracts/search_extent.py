"""What every search engine must do with the places, boxes, periods and years of records. A part of `SearchEngineContract`."""

from datetime import date

import pytest

from schemas.dataset import Location, PeriodOfTime
from schemas.record import CatalogRecord
from search.ask import ask
from search.document import Document, document
from search.engine import SearchEngine
from search.query import Area, DateRange, Either, Filter, Query, Relation, Results, Without
from tests.factories import day, record


def about(*records: CatalogRecord) -> list[Document]:
    return [document(each) for each in records]


Edges = tuple[float, float, float, float]

KYRGYZSTAN, OSH, MINSK, FIJI, WORLD = (
    (69.2, 39.1, 80.3, 43.3),
    (72.7, 40.4, 72.9, 40.6),
    (27.4, 53.8, 27.7, 54.0),
    (176.0, -21.0, -178.0, -12.0),
    (-180.0, -90.0, 180.0, 90.0),
)


def located(name: str, *boxes: Edges, words: str = "somewhere") -> Document:
    spatial = [Location(verbatim=words, bbox=box) for box in boxes] or [Location(verbatim=words)]
    return document(record(name, identifier=name, spatial=spatial))


def lasting(name: str, *periods: tuple[str | None, str | None], modified: str | None = None) -> Document:
    temporal = [PeriodOfTime(start=day(start), end=day(end)) for start, end in periods]
    return document(record(name, identifier=name, temporal=temporal, modified=modified))


def titles(results: Results) -> set[str]:
    return {hit.summary.title[0].value for hit in results.hit}


def area(box: Edges, relation: Relation = Relation.OVERLAPS) -> Query:
    west, south, east, north = box
    return Query(box=Area(west=west, south=south, east=east, north=north, relation=relation))


def period(start: str | None, end: str | None) -> Query:
    first, last = (date.fromisoformat(each) if each else None for each in (start, end))
    return Query(range=(DateRange(field="period", start=first, end=last),))


LOCATED = (
    located("no box"),
    located("state", KYRGYZSTAN),
    located("town", OSH),
    located("two towns", OSH, MINSK),
    located("point", (74.6, 42.87, 74.6, 42.87)),
    located("over the meridian", FIJI),
    located("world", WORLD),
)

INLAND = {"state", "town", "two towns", "point"}

ELSEWHERE = {"no box", "over the meridian", "world"}

AREAS = [
    pytest.param(KYRGYZSTAN, {"state", "town", "two towns", "point", "world"}, {"state", "town", "point"}, id="a-state"),
    pytest.param((50.0, 45.0, 60.0, 50.0), {"world"}, set(), id="between-two-boxes"),
    pytest.param(MINSK, {"two towns", "world"}, set(), id="one-of-two"),
    pytest.param((20.0, 35.0, 90.0, 60.0), INLAND | {"world"}, INLAND, id="around-both"),
    pytest.param((-179.0, -20.0, -178.5, -15.0), {"over the meridian", "world"}, set(), id="east-of-the-meridian"),
    pytest.param((177.0, -20.0, 178.0, -15.0), {"over the meridian", "world"}, set(), id="west-of-the-meridian"),
    pytest.param((170.0, -30.0, -170.0, 0.0), {"over the meridian", "world"}, {"over the meridian"}, id="across-the-meridian"),
    pytest.param((80.3, 43.3, 81.0, 44.0), {"state", "world"}, set(), id="a-corner-in-common"),
    pytest.param((74.6, 42.87, 74.6, 42.87), {"state", "point", "world"}, {"point"}, id="a-point"),
    pytest.param(WORLD, INLAND | {"over the meridian", "world"}, INLAND | {"over the meridian", "world"}, id="all"),
]

LASTING = (
    lasting("no period", modified="2019-05-01"),
    lasting("one year", ("2019", None)),
    lasting("ten years", ("2010", "2019")),
    lasting("a month", ("2020-02", None)),
    lasting("since a day", ("2018-03-01", None)),
    lasting("until a day", (None, "2000-12-31")),
    lasting("two censuses", ("2009", "2009"), ("2021", "2021")),
)

PERIODS = [
    pytest.param("2019-01-01", "2019-12-31", {"one year", "ten years", "since a day"}, id="a-year"),
    pytest.param("2020-02-29", "2020-02-29", {"a month", "since a day"}, id="the-last-day-of-a-month"),
    pytest.param("2015-01-01", "2016-12-31", {"ten years"}, id="inside-one-between-others"),
    pytest.param("2021-06-01", None, {"since a day", "two censuses"}, id="from-a-day"),
    pytest.param(None, "2009-01-01", {"until a day", "two censuses"}, id="until-a-day"),
    pytest.param("2001-01-01", "2008-12-31", set(), id="nothing"),
]


class ExtentContract:
    """Behaviour through the protocol only."""

    @pytest.mark.parametrize(("box", "overlapping", "within"), AREAS)
    def test_an_area_finds_boxes(self, engine: SearchEngine, box: Edges, overlapping: set[str], within: set[str]) -> None:
        engine.update(LOCATED)
        assert titles(ask(engine, area(box))) == overlapping
        assert titles(ask(engine, area(box, Relation.WITHIN))) == within

    @pytest.mark.parametrize(("box", "overlapping", "within"), AREAS)
    def test_an_area_is_a_condition_among_others(
        self, engine: SearchEngine, box: Edges, overlapping: set[str], within: set[str]
    ) -> None:
        engine.update(LOCATED)
        for relation, expected in ((Relation.OVERLAPS, overlapping), (Relation.WITHIN, within)):
            wanted = area(box, relation).box
            assert wanted
            assert titles(ask(engine, Query(where=wanted))) == expected
            assert titles(ask(engine, Query(where=Without(without=wanted)))) == {*INLAND, *ELSEWHERE} - expected

    @pytest.mark.parametrize(("start", "end", "expected"), PERIODS)
    def test_a_period_or_none(self, engine: SearchEngine, start: str | None, end: str | None, expected: set[str]) -> None:
        engine.update(LASTING)
        without = Without(without=DateRange(field="period"))
        where = Either(either=(*period(start, end).range, without))
        assert titles(ask(engine, Query(where=where))) == expected | {"no period"}

    def test_many_boxes_lose_none(self, engine: SearchEngine) -> None:
        engine.update([located("many", *((at, at / 2, at + 0.5, at / 2 + 0.5) for at in range(100)))])
        assert ask(engine, area((60.2, 30.1, 60.3, 30.2))).total == 1
        assert ask(engine, area((120.0, 30.1, 121.0, 30.2))).total == 0

    @pytest.mark.parametrize(("start", "end", "expected"), PERIODS)
    def test_a_period_finds_what_overlaps(
        self, engine: SearchEngine, start: str | None, end: str | None, expected: set[str]
    ) -> None:
        engine.update(LASTING)
        assert titles(ask(engine, period(start, end))) == expected

    def test_every_year_is_counted_as_its_click_finds(self, engine: SearchEngine) -> None:
        """A histogram leaves out no year, however few values are asked for."""
        engine.update(LASTING)
        facet = ask(engine, Query(facet=("year",), facet_size=1)).facet[0]
        counts = {each.value: each.count for each in facet.value}
        assert counts == {"2000": 1, "2018": 2, "2009": 1, "2019": 3, "2020": 1, "2021": 1} | {
            str(year): 1 for year in range(2010, 2018)
        }
        for year, count in counts.items():
            assert ask(engine, Query(filter=(Filter(field="year", value=(year,)),)), facets=()).total == count

    def test_a_province_counts_for_its_state(self, engine: SearchEngine) -> None:
        engine.update(
            [
                located("Water in Osh"),
                located("School list", words="KG-GO"),
                located("Качество воды в Ошской области"),
                located("Roads", words="http://publications.europa.eu/resource/authority/country/KAZ"),
                located("Soil"),
            ]
        )
        found = ask(engine, Query(facet=("place",)))
        assert {each.value: each.count for each in found.facet[0].value} == {"KG": 3, "KG-GO": 2, "KG-O": 1, "KZ": 1}
        assert titles(ask(engine, Query(filter=(Filter(field="place", value=("KG-GO",)),)))) == {"Water in Osh", "School list"}

    def test_a_place_and_a_year_of_a_question_are_understood(self, engine: SearchEngine) -> None:
        """Whether they are in a field or only in the title; what has neither comes last."""
        described = record(
            "Water quality",
            identifier="fields",
            spatial=[Location(verbatim="KG-GO")],
            temporal=[PeriodOfTime(start=day("2018"), end=day("2020"))],
        )
        others = (record("Water in Osh, 2019", identifier="title"), record("Water", identifier="neither"))
        engine.update(about(described, *others))
        found = ask(engine, Query(text="water Osh 2019"))
        assert {hit.summary.title[0].value for hit in found.hit if hit.whole} == {"Water quality", "Water in Osh, 2019"}
        assert found.hit[-1].summary.title[0].value == "Water"
        assert [(each.kind, each.text, each.value) for each in found.understood] == [
            ("place", "Osh", ("KG-GO",)),
            ("year", "2019", ("2019",)),
        ]

    def test_what_is_literal_is_only_looked_for_as_words(self, engine: SearchEngine) -> None:
        described = record("Water", identifier="fields", spatial=[Location(verbatim="KG-GO")])
        engine.update(about(described, record("Water in Osh", identifier="title")))
        found = ask(engine, Query(text="water Osh", literal=("Osh",)))
        assert [hit.summary.title[0].value for hit in found.hit if hit.whole] == ["Water in Osh"]
        assert found.understood == ()

    def test_a_topic_counts_for_the_wider_one_and_lies_below_its_theme(self, engine: SearchEngine) -> None:
        titles = ({"en": "Hotels"}, {"ru": "Гостиницы"}, {"en": "Tourism in figures"}, {"en": "Soil"})
        engine.update(about(*(record(title, identifier=str(at), theme=["ECON"]) for at, title in enumerate(titles))))
        found = ask(engine, Query(facet=("topic",)))
        counts = {each.value: each.count for each in found.facet[0].value}
        assert (counts["hotel"], counts["tourism"]) == (2, 3)
        for topic, count in counts.items():
            assert ask(engine, Query(filter=(Filter(field="topic", value=(topic,)),)), facets=()).total == count
