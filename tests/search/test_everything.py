"""All that a query finds, where it is more than an order of relevance can skip. What every engine must do is in its contract."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from uuid import UUID

import pytest

from search.ask import ask
from search.document import Document
from search.embedded.engine import EmbeddedEngine
from search.everything import everything
from search.query import MAX_OFFSET, Query, Sort
from tests.contracts.search_everything import some

MORE = MAX_OFFSET + 57
LONGER = ("water quality", "quality of water in rivers")


def alike() -> Iterator[Document]:
    """Many records, of which a third have all words of a question, a third one, a third none."""
    few = some()
    for at in range(3 * MORE // 2):
        each = few[at % len(few)]
        yield replace(each, id=UUID(int=(at * 2_654_435_761 % 2**32) << 64 | at))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    with closing(EmbeddedEngine(tmp_path_factory.mktemp("index"))) as opened:
        assert opened.rebuild(alike()) == ()
        yield opened


@pytest.mark.parametrize("text", ["water", *(pytest.param(each, marks=pytest.mark.proof) for each in LONGER)])
def test_what_an_order_of_relevance_cannot_reach_is_not_lost(engine: EmbeddedEngine, text: str) -> None:
    query = Query(text=text)
    pages = list(everything(engine, query))
    found = [hit.id for page in pages for hit in page.hit]
    assert len(found) == len(set(found)) == ask(engine, query).total
    assert found[:100] == [hit.id for hit in ask(engine, query.model_copy(update={"limit": 100})).hit]
    deep = query.model_copy(update={"limit": 100, "offset": MAX_OFFSET - 100})
    assert found[MAX_OFFSET - 100 : MAX_OFFSET] == [hit.id for hit in ask(engine, deep).hit]
    assert found[MAX_OFFSET:] == sorted(found[MAX_OFFSET:])
    assert text != "water" or len(found) == MORE


@pytest.mark.proof
@pytest.mark.parametrize("sort", [each for each in Sort if each is not Sort.RELEVANCE])
def test_every_other_order_goes_on_by_key(engine: EmbeddedEngine, sort: Sort) -> None:
    found = [hit.id for page in everything(engine, Query(sort=sort)) for hit in page.hit]
    assert len(found) == len(set(found)) == 3 * MORE // 2
