"""What every search engine must do with the moments at which records changed. A part of `SearchEngineContract`."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from search.ask import ask
from search.document import Document, document
from search.engine import SearchEngine
from search.errors import UnknownField
from search.query import BY_MOMENT, DEEPEST, DateRange, Filter, Place, Query, Results, Sort
from tests.factories import record

FOUR = datetime(2026, 12, 1, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
IN_BISHKEK = timezone(timedelta(hours=6))


def changed(name: str, at: datetime, **about: object) -> Document:
    return document(record(name, identifier=name, **about), modified=at)  # type: ignore[arg-type]  # passed on by name


def titles(results: Results) -> set[str]:
    return {hit.summary.title[0].value for hit in results.hit}


def between(start: date | None, end: date | None) -> Query:
    return Query(range=(DateRange(field="record_modified", start=start, end=end),))


CHANGED = (
    changed("before", FOUR - SECOND),
    changed("at four", FOUR),
    changed("at four and a half", FOUR + SECOND / 2),
    changed("after", FOUR + SECOND),
    changed("midnight", datetime(2026, 12, 2, tzinfo=UTC)),
    changed("long ago", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
)
AT_FOUR = {"at four", "at four and a half"}

RANGES = [
    pytest.param(FOUR, FOUR, AT_FOUR, id="a-second"),
    pytest.param(FOUR, None, AT_FOUR | {"after", "midnight"}, id="from-a-second"),
    pytest.param(None, FOUR, AT_FOUR | {"before", "long ago"}, id="until-a-second"),
    pytest.param(FOUR + SECOND / 3, FOUR + SECOND / 3, AT_FOUR, id="a-part-of-a-second-is-its-second"),
    pytest.param(FOUR.astimezone(IN_BISHKEK), FOUR.astimezone(IN_BISHKEK), AT_FOUR, id="another-offset"),
    pytest.param(date(2026, 12, 1), date(2026, 12, 1), AT_FOUR | {"before", "after"}, id="a-day-of-utc"),
    pytest.param(date(2026, 12, 1), FOUR, AT_FOUR | {"before"}, id="a-day-and-a-second"),
    pytest.param(None, date(1969, 12, 31), {"long ago"}, id="before-1970"),
    pytest.param(date(2026, 12, 3), None, set(), id="nothing"),
]

IN_A_LINE = tuple(changed(f"water {at}", FOUR + SECOND * (at % 3), modified=f"20{10 + at % 7}-05-17") for at in range(40))
"""Thirteen or fourteen records of each of three seconds, as a harvest brings them."""


def expected(sort: Sort) -> list[Document]:
    moment = {Sort.CHANGED: -1, Sort.CHANGED_OLDEST: 1, Sort.ID: 0}[sort]
    return sorted(IN_A_LINE, key=lambda each: (moment * each.moments["record_modified"], each.id))


def pages(engine: SearchEngine, query: Query) -> Iterator[Results]:
    """The pages behind each other, by the place of the last hit."""
    page = ask(engine, query, facets=())
    while page.hit:
        yield page
        page = ask(engine, query.model_copy(update={"after": page.last, "offset": 0}), facets=())


class ChangedContract:
    """Behaviour through the protocol only."""

    @pytest.mark.parametrize(("start", "end", "found"), RANGES)
    def test_a_range_of_moments_is_exact(
        self, engine: SearchEngine, start: date | None, end: date | None, found: set[str]
    ) -> None:
        engine.update(CHANGED)
        assert titles(ask(engine, between(start, end))) == found

    def test_without_a_moment_the_last_harvested_change_counts(self, engine: SearchEngine) -> None:
        engine.update([document(record(at=FOUR))])
        assert ask(engine, between(FOUR, FOUR)).total == 1

    def test_a_later_change_moves_a_record(self, engine: SearchEngine) -> None:
        engine.update(CHANGED)
        engine.update([changed("before", FOUR + 2 * SECOND, version=2)])
        assert titles(ask(engine, between(FOUR + SECOND, date(2026, 12, 1)))) == {"before", "after"}

    @pytest.mark.parametrize("field", ["modified", "period"])
    def test_a_field_of_days_has_no_moments(self, engine: SearchEngine, field: str) -> None:
        engine.update(CHANGED)
        with pytest.raises(UnknownField, match=field):
            ask(engine, Query(range=(DateRange(field=field, start=FOUR),)))

    @pytest.mark.parametrize("sort", [Sort.CHANGED, Sort.CHANGED_OLDEST, Sort.ID])
    @pytest.mark.parametrize("text", ["", "water"])
    def test_pages_by_number_and_by_place_have_the_same_order(self, engine: SearchEngine, sort: Sort, text: str) -> None:
        for at in (20, 0, 30, 10):
            engine.update(IN_A_LINE[at : at + 10])
        order = [each.id for each in expected(sort)]
        whole = Query(text=text, sort=sort, limit=7)
        by_number = [ask(engine, whole.model_copy(update={"offset": at})) for at in range(0, 42, 7)]
        by_place = list(pages(engine, whole))
        assert [hit.id for page in by_number for hit in page.hit] == order
        assert [hit.id for page in by_place for hit in page.hit] == order
        assert {page.total for page in (*by_number, *by_place[:1])} == {40}

    @pytest.mark.parametrize("sort", [Sort.CHANGED, Sort.CHANGED_OLDEST, Sort.ID])
    def test_a_place_has_what_its_order_is_by(self, engine: SearchEngine, sort: Sort) -> None:
        engine.update(IN_A_LINE)
        found = expected(sort)[4]
        second = FOUR + SECOND * {Sort.CHANGED: 2, Sort.CHANGED_OLDEST: 0, Sort.ID: 0}[sort]
        place = Place(moment=second if sort in BY_MOMENT else None, id=found.id)
        assert ask(engine, Query(sort=sort, limit=5)).last == place
        assert ask(engine, Query(sort=sort, limit=0)).last is None

    def test_a_place_stays_when_its_record_has_moved(self, engine: SearchEngine) -> None:
        """In a list from the oldest change on, what changed meanwhile comes again at the end, and nothing else is lost."""
        engine.update(IN_A_LINE)
        order = expected(Sort.CHANGED_OLDEST)
        first = ask(engine, Query(sort=Sort.CHANGED_OLDEST, limit=10))
        assert first.hit[-1].id == order[9].id
        moved = next(each for each in IN_A_LINE if each.id == order[9].id)
        engine.update([changed(moved.summary.title[0].value, FOUR + 9 * SECOND, version=2)])
        rest = [hit.id for page in pages(engine, Query(sort=Sort.CHANGED_OLDEST, limit=10, after=first.last)) for hit in page.hit]
        assert rest == [*(each.id for each in order[10:]), moved.id]

    def test_withdrawn_records_are_in_the_order_of_their_change(self, engine: SearchEngine) -> None:
        withdrawn = [changed(f"gone {at}", FOUR + SECOND * at, status="withdrawn") for at in range(3)]
        engine.update([*CHANGED, *withdrawn])
        both = Query(filter=(Filter(field="status", value=("active", "withdrawn")),), sort=Sort.CHANGED)
        found = [hit.summary.title[0].value for hit in ask(engine, both).hit]
        assert [found[0], found[1], found[-2], found[-1]] == ["midnight", "gone 2", "before", "long ago"]
        assert [set(each) for each in (found[2:4], found[4:7])] == [{"after", "gone 1"}, AT_FOUR | {"gone 0"}]

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("text", ["", "water"])
    def test_the_deepest_page_is_answered(self, engine: SearchEngine, sort: Sort, text: str) -> None:
        engine.update(IN_A_LINE)
        found = ask(engine, Query(text=text, sort=sort, offset=DEEPEST, limit=100), facets=())
        assert (found.total, found.hit, found.last) == (40, (), None)

    def test_the_order_is_the_same_in_any_cut(self, engine: SearchEngine) -> None:
        """Pages of one hit each begin and end between records of the same second."""
        engine.update(IN_A_LINE)
        found = [hit.id for at in range(40) for hit in ask(engine, Query(sort=Sort.CHANGED, offset=at, limit=1), facets=()).hit]
        assert found == [each.id for each in expected(Sort.CHANGED)]
