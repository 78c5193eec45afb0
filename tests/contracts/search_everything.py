"""What every search engine must do when all that a query finds is asked for. A part of `SearchEngineContract`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from search.ask import ask
from search.document import Document, document
from search.engine import SearchEngine
from search.errors import IndexMissing
from search.everything import everything
from search.query import Filter, Query, Results, Sort
from tests.factories import record

BEGIN = datetime(2026, 12, 1, tzinfo=UTC)
SIZE = 45

WATER = "water quality"


def some() -> list[Document]:
    """Records that share days and seconds; a third have all words, a third have one, a third none."""
    titles = ("Water quality of rivers", "Water prices", "Schools")
    return [
        document(
            record(
                titles[at % 3], identifier=f"{at}", modified=f"2026-0{at % 4 + 1}" if at % 5 else None, theme=("ENVI",)[: at % 2]
            ),
            modified=BEGIN + timedelta(seconds=at % 4),
        )
        for at in range(SIZE)
    ]


def ids(pages: Sequence[Results]) -> list[UUID]:
    return [hit.id for page in pages for hit in page.hit]


class EverythingContract:
    """Behaviour through the protocol only."""

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("text", ["", WATER])
    def test_all_goes_out_once_and_in_the_order_of_the_search(self, engine: SearchEngine, sort: Sort, text: str) -> None:
        engine.update(some())
        query = Query(text=text, sort=sort)
        asked = ask(engine, query.model_copy(update={"limit": 100}))
        pages = list(everything(engine, query, page=7))
        assert ids(pages) == [hit.id for hit in asked.hit]
        assert {page.total for page in pages} == {asked.total}
        assert asked.total == len(asked.hit) == (SIZE if not text else asked.total)

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("text", ["", WATER])
    def test_a_bare_answer_is_the_same_by_its_ids_alone(self, engine: SearchEngine, sort: Sort, text: str) -> None:
        engine.update(some())
        query = Query(text=text, sort=sort, offset=3, limit=5, facet=("theme",))
        asked = ask(engine, query)
        assert asked.id == tuple(hit.id for hit in asked.hit)
        assert ask(engine, query.model_copy(update={"bare": True})) == asked.model_copy(update={"hit": ()})

    def test_behind_the_best_the_others_follow_each_once(self, engine: SearchEngine) -> None:
        engine.update(some())
        query = Query(text=WATER)
        asked = [hit.id for hit in ask(engine, query.model_copy(update={"limit": 100})).hit]
        assert len(asked) > 14
        for best in (7, 14, 100):
            found = ids(list(everything(engine, query, page=7, best=best)))
            assert found[:best] == asked[:best]
            assert found[best:] == sorted(asked[best:])

    def test_filters_hold_for_all(self, engine: SearchEngine) -> None:
        engine.update(some())
        query = Query(text=WATER, filter=(Filter(field="theme", value=("ENVI",)),))
        found = ids(list(everything(engine, query, page=7, best=7)))
        assert len(found) == len(set(found)) == ask(engine, query).total > 7

    def test_nothing_is_one_page(self, engine: SearchEngine) -> None:
        engine.update(some())
        for sort in (Sort.RELEVANCE, Sort.ID):
            [page] = everything(engine, Query(text='"no such thing"', sort=sort))
            assert (page.total, page.hit) == (0, ())

    def test_a_page_of_the_query_is_not_looked_at(self, engine: SearchEngine) -> None:
        engine.update(some())
        place = ask(engine, Query(sort=Sort.ID, limit=1)).last
        for query in (Query(offset=9, limit=3, facet=("theme",)), Query(sort=Sort.ID, after=place)):
            assert len(ids(list(everything(engine, query)))) == SIZE

    def test_an_index_that_is_missing_is_told(self, engine: SearchEngine) -> None:
        with pytest.raises(IndexMissing):
            next(everything(engine, Query()))
        with pytest.raises(IndexMissing):
            next(everything(engine, Query(text=WATER)))
