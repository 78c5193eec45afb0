"""Indexes and nodes that go away in the middle: through a node that does it, below the official client."""

import elastic_transport
import pytest

from search.asking.wanted import EVERYTHING
from search.elastic import names
from search.elastic.bulk import Line, Sender, TargetGone
from search.elastic.engine import ElasticEngine
from search.elastic.mapping import line
from search.errors import EngineBusy, EngineUnavailable
from search.query import Query
from tests.contracts.search_engine import many
from tests.search.elastic.fake_node import (
    ALIAS,
    LIVE,
    NEXT,
    PREFIX,
    Answer,
    Request,
    Script,
    bulk,
    failure,
    found,
    indexes,
    together,
)


def lines(count: int) -> list[Line]:
    return [Line(each.id, line(each)) for each in many(count)]


# an index that is replaced


def test_changes_go_to_both_indexes(engine: ElasticEngine, script: Script) -> None:
    script.tell("_alias", indexes(NEXT))
    assert engine.update(many(2)) == ()
    assert script.paths("/_bulk") == [f"/{names.for_writing(name)}/_bulk" for name in (LIVE, NEXT)]
    assert script.paths("/_refresh") == [f"/{LIVE},{NEXT}/_refresh"]


def gone(request: Request) -> Answer:
    return bulk(request, lambda each: (404, "index_not_found_exception"))


def test_an_index_that_went_is_looked_for_again(engine: ElasticEngine, script: Script) -> None:
    script.tell("_bulk", gone, bulk)
    assert engine.update(many(2)) == ()
    assert len(script.paths("/_alias")) == 3


def test_an_index_that_always_goes_is_an_error(engine: ElasticEngine, script: Script) -> None:
    script.tell("_bulk", gone)
    with pytest.raises(EngineUnavailable, match="again and again"):
        engine.update(many(2))


def test_a_rebuild_whose_index_went_was_taken_over(engine: ElasticEngine, script: Script) -> None:
    script.tell("_bulk", gone)
    with pytest.raises(EngineBusy, match="took over"):
        engine.rebuild(iter(many(2)))


def test_a_rebuild_ends_even_if_the_answer_to_its_swap_is_lost(engine: ElasticEngine, script: Script) -> None:
    script.tell("_aliases", elastic_transport.ConnectionTimeout("late"))
    swapped = Answer(200, {NEXT: {"aliases": {names.for_reading(PREFIX): {}, names.for_writing(NEXT): {}}}})
    script.tell("_alias", indexes(), indexes(NEXT), indexes(NEXT), swapped)
    with pytest.raises(EngineUnavailable):
        engine.rebuild(iter(many(2)))
    assert [request for request in script.asked if request.method == "DELETE"] == []


def test_a_search_in_the_moment_of_a_swap_is_asked_again(engine: ElasticEngine, script: Script) -> None:
    ready = Answer(200, {"hits": {"total": {"value": 5}, "hits": []}})
    script.tell("_search", failure(404, "index_not_found_exception"), ready)
    assert engine.search(Query()).total == 5


def test_several_searches_are_one_request(engine: ElasticEngine, script: Script) -> None:
    assert engine.best(Query(text="water"), [EVERYTHING, EVERYTHING], limit=5) == ((), ())
    assert engine.best(Query(text="water"), [], limit=5) == ()
    [request] = script.asked
    header, body, *_ = request.lines
    assert len(request.lines) == 4
    assert header["allow_partial_search_results"] is False
    assert header["preference"]
    assert body["size"] == 5


def test_one_of_several_searches_in_the_moment_of_a_swap_is_asked_again(engine: ElasticEngine, script: Script) -> None:
    script.tell("_msearch", together(found(), failure(404, "index_not_found_exception")), together(found(), found()))
    assert engine.best(Query(text="water"), [EVERYTHING, EVERYTHING], limit=5) == ((), ())


def test_a_write_alias_of_an_index_that_went(sender: Sender, script: Script) -> None:
    script.tell("_bulk", gone)
    with pytest.raises(TargetGone):
        sender.send(ALIAS, lines(2))


# nodes


def test_a_dead_node_is_passed_over(engine: ElasticEngine, script: Script) -> None:
    dead = elastic_transport.ConnectionError("refused")
    ready = Answer(200, {"hits": {"total": {"value": 5}, "hits": []}})
    script.tell("_search", dead, ready)
    assert engine.search(Query()).total == 5


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_node_without_a_master_is_passed_over(engine: ElasticEngine, script: Script, status: int) -> None:
    script.tell("_search", failure(status), Answer(200, {"hits": {"total": {"value": 5}, "hits": []}}))
    assert engine.search(Query()).total == 5


def test_one_question_is_asked_of_one_copy(engine: ElasticEngine, script: Script) -> None:
    for offset in (0, 20):
        engine.search(Query(text="water", offset=offset))
    engine.search(Query(text="air"))
    first, second, other = (request.parameters for request in script.asked)
    assert "preference=" in first
    assert first == second != other
    assert "allow_partial_search_results=false" in first
