"""The address form of a query."""

import contextlib
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import InvalidQuery
from search.fields import FACETS, FILTERS
from search.moments import EARLIEST, last_second, moment_of
from search.params import MAX_TEXT, PARAMETERS, parse, render
from search.query import DEEPEST, MAX_LIMIT, MAX_OFFSET, Area, DateRange, Filter, Place, Query, Relation, Sort, Way

words = st.text(min_size=1, max_size=20).filter(str.strip)
filters = st.dictionaries(st.sampled_from(FILTERS), st.lists(words, min_size=1, max_size=3, unique=True))


@st.composite
def ranges(draw: st.DrawFn) -> DateRange:
    start, end = sorted((draw(st.dates()), draw(st.dates())))
    which = draw(st.sampled_from(["both", "start", "end"]))
    return DateRange(field="modified", start=None if which == "end" else start, end=None if which == "start" else end)


longitudes, latitudes = st.floats(-180, 180, allow_subnormal=False), st.floats(-90, 90, allow_subnormal=False)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    south, north = sorted((draw(latitudes), draw(latitudes)))
    relation = draw(st.sampled_from(Relation))
    return Area(west=draw(longitudes), south=south, east=draw(longitudes), north=north, relation=relation)


@st.composite
def ranges_of_moments(draw: st.DrawFn) -> DateRange:
    seconds = st.integers(EARLIEST, last_second(date.max))
    start, end = (moment_of(second) for second in sorted((draw(seconds), draw(seconds))))
    first = draw(st.sampled_from([start, start.date()]))
    return DateRange(field="record_modified", start=first, end=draw(st.sampled_from([end, end.date(), None])))


queries = st.builds(
    Query,
    text=st.just("") | st.text(max_size=MAX_TEXT).filter(str.strip),
    way=st.lists(st.sampled_from(Way), unique=True).map(tuple),
    filter=filters.map(lambda given: tuple(Filter(field=name, value=tuple(values)) for name, values in given.items())),
    range=st.tuples(st.lists(ranges(), max_size=2), st.lists(ranges_of_moments(), max_size=2)).map(
        lambda lists: (*lists[0], *lists[1])
    ),
    box=st.none() | areas(),
    literal=st.lists(words, max_size=2, unique=True).map(tuple),
    usage=st.lists(words, max_size=2, unique=True).map(tuple),
    sort=st.sampled_from(Sort),
    offset=st.integers(0, MAX_OFFSET),
    limit=st.integers(0, MAX_LIMIT),
    facet=st.lists(st.sampled_from(FACETS), unique=True).map(tuple),
    facet_size=st.integers(1, 1000),
)


@given(queries)
def test_a_query_survives_the_address(query: Query) -> None:
    assert parse(render(query)) == query


def test_the_default_is_an_empty_address() -> None:
    assert render(Query()) == []
    assert parse([]) == Query()


def test_every_parameter() -> None:
    params = [
        ("q", "вода"),
        ("way", "typed"),
        ("way", "concept"),
        ("jurisdiction", "KG"),
        ("jurisdiction", "RU"),
        ("license", "not_stated"),
        ("modified", "2026-01-01..2026-06-30"),
        ("sort", "modified"),
        ("offset", "20"),
        ("limit", "10"),
        ("facet_size", "5"),
        ("facet", "license"),
        ("facet", "theme"),
    ]
    query = parse(params)
    assert query == Query(
        text="вода",
        way=(Way.TYPED, Way.CONCEPT),
        filter=(Filter(field="jurisdiction", value=("KG", "RU")), Filter(field="license", value=("not_stated",))),
        range=(DateRange(field="modified", start=date(2026, 1, 1), end=date(2026, 6, 30)),),
        sort=Sort.MODIFIED,
        offset=20,
        limit=10,
        facet=("license", "theme"),
        facet_size=5,
    )
    assert render(query) == params


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-01..2026-06", date(2026, 1, 1), date(2026, 6, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-05-17", date(2026, 5, 17), date(2026, 5, 17)),
        ("2026..", date(2026, 1, 1), None),
        ("..2026-11", None, date(2026, 11, 30)),
        ("2025-12-31..2026", date(2025, 12, 31), date(2026, 12, 31)),
        ("0001..9999", date(1, 1, 1), date(9999, 12, 31)),
    ],
)
def test_ranges(text: str, start: date | None, end: date | None) -> None:
    assert parse([("modified", text)]).range == (DateRange(field="modified", start=start, end=end),)


FOUR = datetime(2026, 12, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-12-01T04:00:00Z..", FOUR, None),
        ("..2026-12-01T10:00:00.987+06:00", None, FOUR),
        ("2026-12-01T04:00:00Z", FOUR, FOUR),
        ("2026-12-01T04:00:00Z..2026-12", FOUR, date(2026, 12, 31)),
        ("2026-12-01..2026-12-01T04:00:00Z", date(2026, 12, 1), FOUR),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_ranges_of_moments(text: str, start: date | None, end: date | None) -> None:
    query = parse([("record_modified", text)])
    assert query.range == (DateRange(field="record_modified", start=start, end=end),)
    assert parse(render(query)) == query


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("modified", "2026-12-01T04:00:00Z.."),
        ("period", "..2026-12-01T04:00:00Z"),
        ("record_modified", "2026-12-01T04:00:00Z..2026-12-01T03:59:59Z"),
        ("record_modified", "2026-12-02..2026-12-01T23:59:59Z"),
        ("record_modified", "2026-12-01T04:00:00"),
        ("record_modified", "2026-12-01T04:00:60Z"),
        ("record_modified", "2026-12-01T04:00Z.."),
        ("record_modified", "0001-01-01T00:00:00+14:00"),
        ("record_modified", "T"),
    ],
)
def test_what_is_no_range_of_moments(name: str, text: str) -> None:
    with pytest.raises(InvalidQuery, match=name):
        parse([(name, text)])


ID = UUID("5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a")
PLACES = {
    (Sort.MODIFIED, f"2026-12-01.{ID}"): Place(day=date(2026, 12, 1), id=ID),
    (Sort.OLDEST, f".{ID}"): Place(id=ID),
    (Sort.CHANGED, f"2026-12-01T04:00:00Z.{ID}"): Place(moment=FOUR, id=ID),
    (Sort.CHANGED_OLDEST, f".{ID}"): Place(id=ID),
    (Sort.ID, f".{ID}"): Place(id=ID),
}


@pytest.mark.parametrize(("sort", "text"), PLACES)
def test_a_place_survives_the_address(sort: Sort, text: str) -> None:
    query = parse([("sort", sort), ("after", text)])
    assert query.after == PLACES[sort, text]
    assert render(query) == [("sort", sort), ("after", text)]


@pytest.mark.parametrize(
    ("sort", "text"),
    [
        (Sort.RELEVANCE, f"2026-12-01T04:00:00Z.{ID}"),
        (Sort.MODIFIED, f"2026-12-01T04:00:00Z.{ID}"),
        (Sort.CHANGED, f"2026-12-01.{ID}"),
        (Sort.ID, f"2026-12-01.{ID}"),
        (Sort.ID, f"2026-12-01T04:00:00Z.{ID}"),
        (Sort.ID, str(ID)),
        (Sort.CHANGED, f"2026-12-01T04:00:00.{ID}"),
    ],
)
def test_a_place_of_another_order_is_refused(sort: Sort, text: str) -> None:
    with pytest.raises(InvalidQuery, match="after"):
        parse([("q", "water"), ("sort", sort), ("after", text)])


def test_an_address_skips_less_than_a_program_may() -> None:
    assert Query(offset=DEEPEST).offset == DEEPEST
    with pytest.raises(InvalidQuery, match="offset"):
        parse([("offset", str(MAX_OFFSET + 1))])


def test_an_address_with_a_former_value_asks_for_what_it_meant() -> None:
    query = parse([("license", "not-stated"), ("license", "CC0-1.0"), ("license", "not_stated")])
    assert query.filter == (Filter(field="license", value=("not_stated", "CC0-1.0")),)
    assert render(query) == [("license", "not_stated"), ("license", "CC0-1.0")]


def test_an_address_with_a_value_that_was_divided_finds_all_its_parts() -> None:
    query = parse([("license", "LicenseRef-unknown"), ("license", "conflict")])
    assert query.filter == (Filter(field="license", value=("unknown", "ambiguous", "conflict")),)
    assert parse([("q", "not-stated"), ("keyword", "not-stated")]).filter == (Filter(field="keyword", value=("not-stated",)),)


def test_a_form_sends_empty_boxes_and_ticks_twice() -> None:
    assert parse([(name, " ") for name in PARAMETERS]) == Query()
    assert parse([("theme", "ENVI"), ("theme", "ENVI")]).filter == (Filter(field="theme", value=("ENVI",)),)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("colour", "red", "Choose from: q, "),
        ("title", "red", "Choose from: q, "),
        ("q", "w" * (MAX_TEXT + 1), "at most 500"),
        ("q", "\ud83d", "UTF-8"),
        ("license", "\ud83d", "UTF-8"),
        ("way", "magic", "Choose from: typed, concept, meaning"),
        ("sort", "size", "Choose from: relevance, modified, oldest"),
        ("offset", "-1", "from 0 to 10000"),
        ("offset", "10001", "from 0 to 10000"),
        ("offset", "1e3", "whole number"),
        ("offset", "٣", "whole number"),
        ("limit", "101", "from 0 to 100"),
        ("limit", "9" * 5000, "from 0 to 100"),
        ("facet_size", "0", "from 1 to 1000"),
        ("facet", "colour", "Choose from: keyword, jurisdiction"),
        ("facet", "title", "Choose from: keyword, jurisdiction"),
        ("modified", "0000-00-00", "no date"),
        ("modified", "2026-13", "no date"),
        ("modified", "2026-02-30", "no date"),
        ("modified", "2026-02-30..", "no date"),
        ("modified", "yesterday", "no date"),
        ("modified", "2026-00", "no date"),
        ("modified", "2026-01..2026-02..2026-03", "no date"),
        ("modified", "2026..2025", "ends before it starts"),
        ("modified", "..", "a start or an end"),
    ],
)
def test_what_does_not_hold_is_named(name: str, value: str, says: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse([(name, value)])
    assert caught.value.parameter == name
    assert says in caught.value.message


@pytest.mark.parametrize("name", ["q", "sort", "offset", "limit", "facet_size"])
def test_some_are_given_once(name: str) -> None:
    with pytest.raises(InvalidQuery, match="once"):
        parse([(name, "1"), (name, "2")])


@given(st.lists(st.tuples(st.sampled_from(PARAMETERS) | st.text(max_size=5), st.text(max_size=12))))
def test_whatever_is_sent_is_a_query_or_refused(params: list[tuple[str, str]]) -> None:
    with contextlib.suppress(InvalidQuery):
        query = parse(params)
        assert parse(render(query)) == query


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,0,1,1",
        "inf,0,1,1",
        "-181,0,1,1",
        "0,-91,1,1",
        "0,2,1,1",
        "0;0;1;1",
        "1" * 400 + ",0,1,1",
    ],
)
def test_a_box_that_is_none_is_refused(value: str) -> None:
    if not value:
        assert parse([("box", value)]).box is None
        return
    with pytest.raises(InvalidQuery):
        parse([("box", value)])


def test_an_area_is_one() -> None:
    assert parse([("box", "170,-20,-170,20")]).box == Area(west=170, south=-20, east=-170, north=20)
    with pytest.raises(InvalidQuery):
        parse([("box", "0,0,1,1"), ("box_within", "0,0,1,1")])
    with pytest.raises(InvalidQuery):
        parse([("box", "0,0,1,1"), ("box", "0,0,1,1")])


def test_a_period_is_a_range_of_days() -> None:
    found = parse([("period", "2015..2020")]).range
    assert found == (DateRange(field="period", start=date(2015, 1, 1), end=date(2020, 12, 31)),)
