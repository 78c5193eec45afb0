"""What a healthy server does not do when it is asked: through a node that does, below the official client."""

from collections.abc import Iterator
from contextlib import closing
from inspect import isclass

import elastic_transport
import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig

from search.document import Document
from search.elastic import names
from search.elastic.address import Address
from search.elastic.bulk import MAX_BYTES, MAX_LINES, PATIENCE, Line, Sender, TargetGone, chunks
from search.elastic.client import connect
from search.elastic.engine import ElasticEngine
from search.elastic.errors import mapped
from search.elastic.mapping import line
from search.errors import EngineBusy, EngineUnavailable, IndexMissing, SearchError
from search.query import Query
from tests.contracts.search_engine import many
from tests.search.elastic.fake_node import PREFIX, Answer, Request, Script, bulk, failure, indexes

ADDRESS = Address(("http://one:9200", "http://two:9200"), user="serai", password="hidden")
ALIAS = names.for_writing(names.written(PREFIX, 1))
LIVE, NEXT = names.written(PREFIX, 1), names.written(PREFIX, 2)


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(script: Script) -> Iterator[ElasticEngine]:
    with closing(ElasticEngine(ADDRESS, node_class=script.node_class())) as opened:
        yield opened


@pytest.fixture
def sender(script: Script, clock: Clock) -> Iterator[Sender]:
    with closing(connect(ADDRESS, node_class=script.node_class())) as client:
        yield Sender(client, sleep=clock.sleep, clock=clock)


def lines(count: int) -> list[Line]:
    return [Line(each.id, line(each)) for each in many(count)]


def busy(request: Request) -> Answer:
    return bulk(request, lambda identifier: (429, "es_rejected_execution_exception"))


# bulk


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
    big = [each._replace(content=each.content + b" " * (MAX_BYTES // 2 - 1000)) for each in given[:4]]
    assert [len(chunk) for chunk in chunks([*big, given[4]])] == [2, 2, 1] or [len(chunk) for chunk in chunks(big)] == [2, 2]
    assert [len(chunk) for chunk in chunks(lines(MAX_LINES + 1))] == [MAX_LINES, 1]
    alone = given[0]._replace(content=b" " * (2 * MAX_BYTES))
    assert [len(chunk) for chunk in chunks([alone, given[1]])] == [1, 1]


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


# errors


def everything(documents: list[Document], engine: ElasticEngine) -> list[Exception]:
    raised = []
    for use in (
        lambda: engine.search(Query(text="water", facet=("license",))),
        lambda: engine.suggest("wat"),
        lambda: engine.update(documents),
        lambda: engine.rebuild(iter(documents)),
        lambda: list(engine.versions()),
    ):
        with pytest.raises(SearchError) as caught:
            use()
        raised.append(caught.value)
    return raised


ENDPOINTS = ("_alias", "_aliases", "_bulk", "_refresh", "_search", "_count", "health", "_none", "_pit", LIVE, NEXT)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 408, 409, 410, 413, 415, 429, 500, 501, 502, 503, 504, 507])
def test_every_answer_that_is_an_error_is_ours(engine: ElasticEngine, script: Script, status: int) -> None:
    for endpoint in ENDPOINTS:
        script.tell(endpoint, failure(status))
    for error in everything(many(2), engine):
        assert isinstance(error, EngineUnavailable)
        assert f"({status})" in str(error)
        assert "hidden" not in str(error)
    health = engine.check()
    assert not health.reachable
    assert f"({status})" in health.detail


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "refuses the user, password or API key"), (403, "forbids what was asked"), (429, "is overloaded")],
)
def test_an_error_tells_what_to_do(engine: ElasticEngine, script: Script, status: int, said: str) -> None:
    script.tell("_search", failure(status, "security_exception", "unable to authenticate"))
    with pytest.raises(EngineUnavailable, match=f"{said}.*: security_exception: unable to authenticate"):
        engine.search(Query())


def test_no_index_is_an_error_of_its_own(engine: ElasticEngine, script: Script) -> None:
    script.tell("_search", failure(404, "index_not_found_exception"))
    with pytest.raises(IndexMissing):
        engine.search(Query())


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, {"hits": {}}, {"content-type": "application/json"}),
        Answer(200, b"<html>", {"content-type": "text/html"}),
        Answer(200, b"{", {"content-type": "application/json", "x-elastic-product": "Elasticsearch"}),
        Answer(500, b"<html>", {"content-type": "text/html"}),
    ],
    ids=["another product", "a page", "broken", "the page of a proxy"],
)
def test_what_is_not_elasticsearch(engine: ElasticEngine, script: Script, answer: Answer) -> None:
    for endpoint in ENDPOINTS:
        script.tell(endpoint, answer)
    assert all(isinstance(error, EngineUnavailable) for error in everything(many(2), engine))
    assert not engine.check().reachable


def raised_by_the_client() -> list[type[Exception]]:
    """Every class of error of the client and of its transport."""
    found = {
        each
        for module in (elasticsearch, elasticsearch.exceptions, elastic_transport)
        for each in vars(module).values()
        if isclass(each) and issubclass(each, Exception) and not issubclass(each, Warning)
    }
    return sorted(found, key=lambda each: each.__qualname__)


def made(kind: type[Exception]) -> Exception:
    meta = ApiResponseMeta(418, "1.1", HttpHeaders(), 0.0, NodeConfig("http", "one", 9200))
    if issubclass(kind, elastic_transport.ApiError):
        return kind("a reason", meta, {"error": "a reason"})
    return kind("a reason")


@pytest.mark.parametrize("kind", raised_by_the_client())
def test_every_error_of_the_client_is_ours(kind: type[Exception]) -> None:
    with pytest.raises(EngineUnavailable, match="a reason"), mapped():
        raise made(kind)


def test_the_walk_found_the_errors() -> None:
    assert len(raised_by_the_client()) >= 12
    assert {elasticsearch.NotFoundError, elastic_transport.TlsError} <= set(raised_by_the_client())


def test_the_file_of_an_authority_that_is_not_there() -> None:
    engine = ElasticEngine(Address(("https://one:9200",), ca="/nowhere/ca.pem"))
    with pytest.raises(EngineUnavailable, match="authority"):
        engine.search(Query())
    assert not engine.check().reachable


def test_failures_are_told_once(engine: ElasticEngine, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    script.tell("_search", elastic_transport.ConnectionError("refused"))
    with pytest.raises(EngineUnavailable):
        engine.search(Query())
    assert caplog.text == ""


def test_errors_of_the_caller_stay_his(engine: ElasticEngine) -> None:
    def stream() -> Iterator[Document]:
        yield from many(1)
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        engine.update(stream())
    with pytest.raises(ArithmeticError):
        engine.rebuild(stream())
