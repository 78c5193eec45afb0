"""Every error of the client is ours, clear and without a secret: through a node that fails, below the official client."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from inspect import isclass

import elastic_transport
import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig

from search.asking.wanted import EVERYTHING
from search.document import Document
from search.elastic.address import Address
from search.elastic.engine import ElasticEngine
from search.elastic.errors import mapped
from search.errors import EngineUnavailable, IndexMissing, SearchError
from search.query import Query
from tests.contracts.search_engine import many
from tests.search.elastic.fake_node import LIVE, NEXT, Answer, Script, failure, found, together


def everything(documents: list[Document], engine: ElasticEngine) -> list[Exception]:
    raised = []
    for use in (
        lambda: engine.search(Query(text="water", facet=("license",))),
        lambda: engine.best(Query(text="water"), [EVERYTHING], limit=5),
        lambda: engine.words("wat"),
        lambda: engine.update(documents),
        lambda: engine.rebuild(iter(documents)),
        lambda: list(engine.versions()),
    ):
        with pytest.raises(SearchError) as caught:
            use()
        raised.append(caught.value)
    return raised


ENDPOINTS = ("_alias", "_aliases", "_bulk", "_refresh", "_search", "_msearch", "_count", "health", "_none", "_pit", LIVE, NEXT)


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


def test_one_of_several_searches_that_fails_is_an_error(engine: ElasticEngine, script: Script) -> None:
    script.tell("_msearch", together(found(), failure(429, "es_rejected_execution_exception", "the queue is full")))
    with pytest.raises(EngineUnavailable, match=r"is overloaded \(429\): es_rejected_execution_exception: the queue is full"):
        engine.best(Query(text="water"), [EVERYTHING, EVERYTHING], limit=5)


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


@pytest.mark.parametrize(
    ("rights", "sent"),
    [
        ({"user": "serai", "password": "p@ss"}, "Basic " + b64encode(b"serai:p@ss").decode()),
        ({"api_key": "aWQ6a2V5"}, "ApiKey aWQ6a2V5"),
        ({}, ""),
    ],
)
def test_who_we_are_is_said_with_every_request(script: Script, rights: dict[str, str], sent: str) -> None:
    with closing(ElasticEngine(Address(("http://one:9200",), **rights), node_class=script.node_class())) as engine:
        engine.update(many(1))
        engine.search(Query())
        engine.check()
    assert {request.authorization for request in script.asked} == {sent}


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
