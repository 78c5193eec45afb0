"""Writing in bulk to a server that is overloaded, refuses or forgets: through a node that does, below the official client."""

import elastic_transport
import pytest

from search.elastic.bulk import MAX_BYTES, MAX_LINES, PATIENCE, Line, Sender, chunks
from search.elastic.engine import ElasticEngine
from search.elastic.mapping import line
from search.errors import EngineUnavailable
from tests.contracts.search_engine import many
from tests.search.elastic.fake_node import ALIAS, Answer, Clock, Request, Script, bulk, failure


def lines(count: int) -> list[Line]:
    return [Line(each.id, line(each)) for each in many(count)]


def busy(request: Request) -> Answer:
    return bulk(request, lambda identifier: (429, "es_rejected_execution_exception"))


def test_a_refused_document_does_not_hold_up_the_others(engine: ElasticEngine, script: Script) -> None:
    documents = many(3)
    bad = str(documents[1].id)
    script.tell("_bulk", lambda request: bulk(request, lambda each: (400, "document_parsing_exception") if each == bad else None))
    [refused] = engine.update(documents)
    assert refused.id == documents[1].id
    assert refused.reason == f"document_parsing_exception: about {bad}"
    assert script.sizes() == [3]


def test_what_is_older_is_passed_over(engine: ElasticEngine, script: Script) -> None:
    script.tell("_bulk", lambda request: bulk(request, lambda each: (409, "version_conflict_engine_exception")))
    assert engine.update(many(3)) == ()


def test_an_overloaded_server_is_given_time_and_less(sender: Sender, script: Script, clock: Clock) -> None:
    overloaded = failure(429, "es_rejected_execution_exception")
    script.tell("_bulk", overloaded, overloaded, overloaded, bulk)
    assert sender.send(ALIAS, lines(40)) == {}
    assert script.sizes()[:4] == [40, 20, 10, 5]
    assert sum(script.sizes()[3:]) == 40
    assert clock.slept == sorted(clock.slept)
    assert 0.5 < sum(clock.slept) < 1


def test_of_a_batch_only_what_was_too_much_is_sent_again(sender: Sender, script: Script) -> None:
    given = lines(8)
    late = {str(each.id) for each in given[5:]}
    script.tell("_bulk", lambda request: bulk(request, lambda each: (429, "too_much") if each in late else None), bulk)
    assert sender.send(ALIAS, given) == {}
    assert script.sizes() == [8, 3]
    assert {action["index"]["_id"] for action in script.asked[-1].lines[::2]} == late


def test_the_pace_grows_again(sender: Sender, script: Script) -> None:
    script.tell("_bulk", failure(429), bulk)
    sender.send(ALIAS, lines(MAX_LINES))
    first = script.sizes()[1]
    assert first == MAX_LINES // 2
    for _ in range(4):
        sender.send(ALIAS, lines(MAX_LINES))
    assert script.sizes()[-1] == MAX_LINES


def test_patience_ends(sender: Sender, script: Script, clock: Clock) -> None:
    script.tell("_bulk", busy)
    with pytest.raises(EngineUnavailable, match="takes no changes: es_rejected_execution_exception"):
        sender.send(ALIAS, lines(4))
    assert PATIENCE < clock.now < PATIENCE * 1.2
    assert script.sizes()[-1] == 1


def test_a_bulk_request_without_an_answer_is_sent_again(sender: Sender, script: Script) -> None:
    script.tell("_bulk", elastic_transport.ConnectionTimeout("late"), bulk)
    assert sender.send(ALIAS, lines(4)) == {}
    assert script.sizes() == [4, 2, 2]


def test_a_request_that_is_too_large_is_halved(sender: Sender, script: Script) -> None:
    script.tell("_bulk", lambda request: bulk(request) if len(request.lines) <= 4 else failure(413))
    assert sender.send(ALIAS, lines(8)) == {}
    assert script.sizes()[:3] == [8, 4, 2]


def test_a_document_that_is_too_large_is_refused(sender: Sender, script: Script) -> None:
    given = lines(3)
    huge = str(given[1].id)
    script.tell(
        "_bulk",
        lambda request: failure(413) if huge in {action["index"]["_id"] for action in request.lines[::2]} else bulk(request),
    )
    refused = sender.send(ALIAS, given)
    assert refused == {given[1].id: f"a document of {len(given[1].content)} bytes is too large for the server"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, "security_exception"), (403, "cluster_block_exception"), (500, "illegal_state_exception"), (404, "other_exception")],
)
def test_what_is_no_fault_of_a_document_is_an_error(engine: ElasticEngine, script: Script, status: int, kind: str) -> None:
    script.tell("_bulk", lambda request: bulk(request, lambda each: (status, kind)))
    with pytest.raises(EngineUnavailable, match=kind):
        engine.update(many(2))


def test_portions_are_small_enough(sender: Sender, script: Script) -> None:
    given = lines(5)
    big = [each._replace(content=each.content + b" " * (MAX_BYTES // 2 - 500 - len(each.content))) for each in given[:4]]
    assert [len(chunk) for chunk in chunks([*big, given[4]])] == [2, 2, 1] or [len(chunk) for chunk in chunks(big)] == [2, 2]
    assert [len(chunk) for chunk in chunks(lines(MAX_LINES + 1))] == [MAX_LINES, 1]
    alone = given[0]._replace(content=b" " * (2 * MAX_BYTES))
    assert [len(chunk) for chunk in chunks([alone, given[1]])] == [1, 1]
