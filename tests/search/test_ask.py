"""The one entry to search: which facets are counted, and that nobody goes round it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search.ask import ask, count, cuts
from search.asking.question import typed
from search.asking.wanted import Match
from search.document import document
from search.embedded.engine import EmbeddedEngine
from search.errors import UnknownField
from search.fields import FACETS
from search.query import Filter, Query
from tests.contracts.search_engine import catalogue, titles
from tests.factories import record

REGISTRY = Path(__file__).parents[2] / "registry"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    with closing(EmbeddedEngine(tmp_path_factory.mktemp("index"))) as opened:
        opened.rebuild(iter(catalogue()))
        yield opened


@pytest.mark.parametrize(
    ("named", "asked", "counted"),
    [
        ((), None, FACETS),
        (("theme",), None, ("theme",)),
        ((), (), ()),
        (("theme",), (), ()),
        (("theme",), ("source", "license"), ("source", "license")),
        (("theme",), FACETS, FACETS),
    ],
)
def test_the_facets_that_are_counted(
    engine: EmbeddedEngine, named: tuple[str, ...], asked: tuple[str, ...] | None, counted: tuple[str, ...]
) -> None:
    found = ask(engine, Query(facet=named, facet_size=2), facets=asked)
    assert tuple(facet.field for facet in found.facet) == counted
    assert all(len(facet.value) <= 2 for facet in found.facet)


def test_the_answer_is_that_of_the_engine(engine: EmbeddedEngine) -> None:
    query = Query(text="water", filter=(Filter(field="source", value=("portal_1",)),), offset=2, limit=3, facet=("theme",))
    found = ask(engine, query)
    assert found.total == engine.count(query, Match((typed(query.text),)))
    assert len(titles(found)) == 3
    assert [facet.field for facet in found.facet] == ["theme"]


def test_cuts_are_all_of_what_the_query_finds(engine: EmbeddedEngine) -> None:
    """Also a cut with few records: its text is not read more loosely."""
    query = Query(text="water report", filter=(Filter(field="source", value=("portal_1",)),))
    cut = cuts(engine, query)
    whole = cut(query.model_copy(update={"facet": ("license",), "limit": 100}))
    assert whole.total == len(whole.hit) == 6
    for value in whole.facet[0].value:
        narrowed = query.model_copy(update={"filter": (*query.filter, Filter(field="license", value=(value.value,)))})
        part = cut(narrowed)
        assert (part.total, {hit.id for hit in part.hit} <= {hit.id for hit in whole.hit}) == (value.count, True)
    assert cuts(engine, Query())(Query(limit=0)).total == 12


def test_a_count_is_of_all_pages(engine: EmbeddedEngine) -> None:
    query = Query(text="water", filter=(Filter(field="source", value=("portal_1",)),))
    assert count(engine, query) == count(engine, query.model_copy(update={"offset": 100, "limit": 1, "facet": FACETS})) == 6


def test_a_field_that_cannot_be_counted_is_named(engine: EmbeddedEngine) -> None:
    with pytest.raises(UnknownField, match="Choose from: "):
        ask(engine, Query(), facets=("title",))


def test_nobody_goes_round_the_door() -> None:
    """Only the engine that times another one calls `search` itself."""
    callers = {file.name for file in REGISTRY.rglob("*.py") if "engine.search(" in file.read_text(encoding="utf-8")}
    assert callers == {"watched_engine.py"}


def test_a_word_that_records_have_in_other_words_is_not_called_unknown(tmp_path: Path) -> None:
    with closing(EmbeddedEngine(tmp_path)) as engine:
        engine.rebuild(iter([document(record({"ky": "Абанын сапаты"})), document(record({"ru": "Бюджет"}, identifier="b"))]))
        for text, unknown in (
            ("air quality", ()),
            ("air quality zzzzqqqq", ("zzzzqqqq",)),
            ("budget", ()),
            ("libraries", ("libraries",)),
        ):
            assert ask(engine, Query(text=text)).unknown == unknown, text
