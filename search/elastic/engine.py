"""`SearchEngine` on Elasticsearch: any number of processes search and write."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

from elastic_transport import BaseNode
from elasticsearch import Elasticsearch

from ..asking.wanted import EVERYTHING, Match, Wanted
from ..document import Document
from ..engine import Candidate, Capabilities, Change, Frequent, Health, Refused
from ..errors import IndexMissing, SearchError
from ..fields import check as check_fields
from ..query import Query, Results
from . import names, versions, write
from .address import Address, parse
from .answer import candidate, results
from .client import connect
from .compile import candidates, completion, counted, holding, request
from .errors import check, mapped
from .generations import Generations
from .node import Node

CHECK_TIMEOUT = 5.0
"""Seconds after which a cluster that does not answer a check counts as unreachable."""

PASSING = frozenset({429, 502, 503, 504})
TRIES = 4
"""How often several questions in one request are asked if one fails with a status that may pass. The client itself does so for a
question alone, as often and with these statuses.
"""

T = TypeVar("T")


def open_at(url: str) -> "ElasticEngine":
    """`https://user:password@node1:9200,node2:9200/prefix?ca=…`, see `search.elastic.address`. Raises `UnknownEngine`."""
    return ElasticEngine(parse(url))


class ElasticEngine:
    """The engine at an address. `node_class` speaks HTTP. Nothing is read or asked before the first use."""

    def __init__(self, address: Address, *, node_class: type[BaseNode] = Node) -> None:
        self._address = address
        self._node_class = node_class
        self._lock = threading.Lock()
        self._open: Elasticsearch | None = None

    def capabilities(self) -> Capabilities:
        return Capabilities(name="elasticsearch", shared=True)

    def search(self, query: Query, match: Match = EVERYTHING, *, first: Sequence[UUID] = ()) -> Results:
        check_fields(query)
        return results(self._asked(request(query, match, first=first), about=query.text), query)

    def best(self, query: Query, matches: Sequence[Match], *, limit: int) -> tuple[tuple[Candidate, ...], ...]:
        check_fields(query)
        if not matches or not limit:
            return ((),) * len(matches)
        answers = self._asked_together([candidates(query, match, limit=limit) for match in matches], about=query.text)
        return tuple(tuple(candidate(found) for found in answer["hits"]["hits"]) for answer in answers)

    def count(self, query: Query, match: Match) -> int:
        check_fields(query)
        return int(self._asked(counted(query, match), about=query.text)["hits"]["total"]["value"])

    def held(self, words: Sequence[Wanted]) -> tuple[bool, ...]:
        if not words:
            return ()
        groups = self._asked(holding(words), about="")["aggregations"]["held"]["buckets"]
        return tuple(bool(groups[str(at)]["doc_count"]) for at in range(len(words)))

    def words(self, begun: str, *, within: Match = EVERYTHING, limit: int = 10) -> tuple[Frequent, ...]:
        if not begun or limit < 1:
            return ()
        answer = self._asked(completion(begun, within=within, limit=limit), about=begun)
        return tuple(Frequent(bucket["key"], bucket["doc_count"]) for bucket in answer["aggregations"]["words"]["buckets"])

    def update(self, changes: Iterable[Change]) -> tuple[Refused, ...]:
        """As the protocol says. While a rebuild runs, here or elsewhere, changes are written to the new index too."""
        return write.apply(self._client(), self._generations(), changes)

    def rebuild(self, documents: Iterator[Document]) -> tuple[Refused, ...]:
        """As the protocol says. Raises `EngineBusy` if another process rebuilds."""
        generations = self._generations()
        name = generations.begin()
        try:
            refused = write.fill(self._client(), generations, name, documents)
            generations.publish(name)
        except BaseException:
            with suppress(SearchError):  # the next rebuild removes what this one could not
                generations.discard(name)
            raise
        with suppress(SearchError):
            generations.clean()
        return refused

    def versions(self) -> Iterator[tuple[UUID, int]]:
        """As the protocol says, of the index as it was at the first step."""
        return versions.stream(self._client(), names.for_reading(self._address.prefix))

    def check(self) -> Health:
        try:
            state, detail = self._generations().look(), self._detail()
            if state.live is None or state.outdated:
                return Health(reachable=True, detail=f"There is no index by the rules of this version: rebuild it. {detail}")
            with mapped():
                count = self._client().count(index=names.for_reading(self._address.prefix), query=versions.LIVING)["count"]
        except SearchError as error:
            return Health(reachable=False, detail=str(error))
        return Health(reachable=True, current=True, count=count, detail=detail)

    def close(self) -> None:
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None

    def _client(self) -> Elasticsearch:
        with self._lock, mapped():
            if self._open is None:
                self._open = connect(self._address, node_class=self._node_class)
            return self._open

    def _generations(self) -> Generations:
        return Generations(self._client(), self._address.prefix, replicas=self._address.replicas)

    def _asked(self, body: Mapping[str, Any], *, about: str) -> Mapping[str, Any]:
        """Ask the live index. The same question always goes to the same copy, because copies score a little differently."""
        settings = self._settings(about)

        def answer() -> Mapping[str, Any]:
            found: Mapping[str, Any] = self._client().search(**settings, body=dict(body)).body
            return found

        return _settled(answer)

    def _asked_together(self, bodies: Sequence[Mapping[str, Any]], *, about: str) -> list[Mapping[str, Any]]:
        """Ask the live index several questions in one request, each as `_asked` does."""
        settings = self._settings(about)

        def answers() -> list[Mapping[str, Any]]:
            found: list[Mapping[str, Any]] = []
            for _ in range(TRIES):
                found = self._client().msearch(searches=[each for body in bodies for each in (settings, body)])["responses"]
                if not any(each.get("status") in PASSING for each in found):
                    break
            for each in found:
                check(each)
            return found

        return _settled(answers)

    def _settings(self, about: str) -> dict[str, Any]:
        preference = hashlib.sha256(about.encode()).hexdigest()
        index = names.for_reading(self._address.prefix)
        return {"index": index, "preference": preference, "allow_partial_search_results": False}

    def _detail(self) -> str:
        """What an operator wants to know about the cluster."""
        with mapped():
            asking = self._client().options(request_timeout=CHECK_TIMEOUT, max_retries=1)
            health = asking.cluster.health()
            nodes = asking.nodes.info(node_id="_local", metric="_none", filter_path="nodes.*.version")["nodes"]
        version = next(iter(nodes.values()))["version"]
        return f"Elasticsearch {version}, {health['status']}, nodes: {health['number_of_nodes']}."


def _settled(answer: Callable[[], T]) -> T:
    """An answer; asked for again if the index was replaced while Elasticsearch followed the alias."""
    try:
        with mapped():
            return answer()
    except IndexMissing:
        with mapped():
            return answer()
