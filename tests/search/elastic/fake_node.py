"""A node that answers as a healthy Elasticsearch with one empty index does, but for what a test tells it.

A test tells it what no real one does when it is asked to.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from elastic_transport import ApiResponseMeta, BaseNode, HttpHeaders

from search.elastic import names

PREFIX = "serai"
LIVE, NEXT = names.written(PREFIX, 1), names.written(PREFIX, 2)
ALIAS = names.for_writing(LIVE)

HEADERS = {"x-elastic-product": "Elasticsearch", "content-type": "application/json"}


class Answer(NamedTuple):
    """An answer; `headers` are those of a real server unless given."""

    status: int
    body: Any = None
    headers: dict[str, str] = HEADERS


class Request(NamedTuple):
    """What was asked; `lines` are those of the body."""

    method: str
    path: str
    parameters: str
    authorization: str
    lines: tuple[Any, ...]


class Response(NamedTuple):
    """What the client takes from a node."""

    meta: ApiResponseMeta
    body: bytes


Reaction = Answer | Exception | Callable[[Request], Answer]


class Script:
    """What nodes answer, and what they were asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self._told: dict[str, deque[Reaction]] = {}

    def tell(self, endpoint: str, *reactions: Reaction) -> None:
        """Answer so to the next requests whose path ends so; the last one stays."""
        self._told[endpoint] = deque(reactions)

    def react(self, request: Request) -> Answer:
        self.asked.append(request)
        endpoint = request.path.rpartition("/")[2]
        told = self._told.get(endpoint)
        if not told:
            return HEALTHY[endpoint](request)
        reaction = told.popleft() if len(told) > 1 else told[0]
        if isinstance(reaction, Exception):
            raise reaction
        return reaction if isinstance(reaction, Answer) else reaction(request)

    def paths(self, endpoint: str) -> list[str]:
        return [request.path for request in self.asked if request.path.endswith(endpoint)]

    def sizes(self) -> list[int]:
        """How many changes each bulk request had."""
        return [len(request.lines) // 2 for request in self.asked if request.path.endswith("/_bulk")]

    def node_class(self) -> type[BaseNode]:
        script = self

        class Node(BaseNode):
            _CLIENT_META_HTTP_CLIENT = ("fk", "1")

            def perform_request(self, method: str, target: str, body: bytes | None = None, **more: Any) -> Response:
                lines = tuple(json.loads(line) for line in (body or b"").splitlines())
                url = urlsplit(target)
                answer = script.react(Request(method, url.path, url.query, more["headers"].get("authorization", ""), lines))
                raw = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
                return Response(ApiResponseMeta(answer.status, "1.1", HttpHeaders(answer.headers), 0.0, self.config), raw)

            def close(self) -> None:
                """There is nothing to close."""

        return Node


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


def failure(status: int, kind: str = "some_exception", reason: str = "for a reason") -> Answer:
    """An answer as Elasticsearch gives it when a request fails."""
    error = {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]}
    return Answer(status, {"error": error, "status": status})


def bulk(request: Request, failing: Callable[[str], tuple[int, str] | None] = lambda identifier: None) -> Answer:
    """The answer to a bulk request; `failing` gives status and type of the error of an id."""
    items = [item(action["index"]["_id"], failing(action["index"]["_id"])) for action in request.lines[::2]]
    return Answer(200, {"errors": any("error" in each["index"] for each in items), "items": items})


def item(identifier: str, failed: tuple[int, str] | None) -> dict[str, Any]:
    if failed is None:
        return {"index": {"_id": identifier, "status": 201}}
    status, kind = failed
    return {"index": {"_id": identifier, "status": status, "error": {"type": kind, "reason": f"about {identifier}"}}}


def indexes(*others: str) -> Answer:
    """The live index, and others that are being built."""
    aliases = {LIVE: [names.for_reading(PREFIX), ALIAS], **{name: [names.for_writing(name)] for name in others}}
    return Answer(200, {name: {"aliases": {alias: {} for alias in each}} for name, each in aliases.items()})


def found(hits: Iterable[dict[str, Any]] = ()) -> Answer:
    return Answer(200, {"hits": {"total": {"value": 0}, "hits": list(hits)}})


def together(*answers: Answer) -> Answer:
    """The answer to several searches in one request."""
    return Answer(200, {"responses": [answer.body for answer in answers]})


HEALTHY: dict[str, Callable[[Request], Answer]] = {
    "_alias": lambda request: indexes(),
    "_aliases": lambda request: Answer(200, {"acknowledged": True}),
    "_bulk": bulk,
    "_refresh": lambda request: Answer(200, {"_shards": {}}),
    "_search": lambda request: found(),
    "_msearch": lambda request: together(*(found() for _ in request.lines[::2])),
    "_count": lambda request: Answer(200, {"count": 0}),
    "health": lambda request: Answer(200, {"status": "green", "number_of_nodes": 1}),
    "_none": lambda request: Answer(200, {"nodes": {"x": {"version": "8.19.21"}}}),
    "_mapping": lambda request: Answer(200, {"acknowledged": True}),
    LIVE: lambda request: Answer(200, {"acknowledged": True}),
    NEXT: lambda request: Answer(200, {"acknowledged": True}),
}
