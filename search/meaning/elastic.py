"""The vectors in Elasticsearch: an index of their own beside the index of records, by the same address.

    serai-meaning-5f0c11d7a2e4          an index: the embedder whose vectors it has
    serai-meaning-5f0c11d7a2e4-write    its alias for writing; a write requires it, so it never makes an index

A new vector can be found after a second (`refresh_interval`). `keys` sees it at once.
"""

import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import numpy as np
import orjson
from elastic_transport import BaseNode
from elasticsearch import BadRequestError, Elasticsearch

from ..elastic import names
from ..elastic.address import Address, parse
from ..elastic.bulk import Line, Sender, TargetGone, chunks
from ..elastic.client import connect
from ..elastic.errors import kind, mapped
from ..elastic.node import Node
from ..errors import EngineUnavailable, IndexMissing, SearchError
from .embedder import Embedder, short_name
from .vector import Vector
from .vectors import Row

CANDIDATES = 200
"""How many neighbours are looked at in a search, at least."""

MOST_CANDIDATES = 10_000
"""The most that Elasticsearch allows."""

PAGE = 5000
KEPT = "5m"
EXISTS = "resource_already_exists_exception"


def open_at(url: str, embedder: Embedder) -> "ElasticVectors":
    """The vectors beside the index at an address of Elasticsearch. Raises `UnknownEngine`."""
    return ElasticVectors(parse(url), embedder)


class ElasticVectors:
    """The vectors at an address. `node_class` speaks HTTP. Nothing is asked before the first use."""

    def __init__(self, address: Address, embedder: Embedder, *, node_class: type[BaseNode] = Node) -> None:
        self._address, self._size, self._node_class = address, embedder.size, node_class
        self._family = f"{address.prefix}-meaning-"
        self._index = self._family + short_name(embedder)
        self._lock = threading.Lock()
        self._open: Elasticsearch | None = None

    def nearest(self, vector: Vector, limit: int) -> list[tuple[UUID, float]]:
        looked_at = min(MOST_CANDIDATES, max(CANDIDATES, limit * 2))
        knn = {"field": "vector", "query_vector": vector.tolist(), "k": limit, "num_candidates": looked_at}
        with suppress(IndexMissing), mapped():
            answer = self._client().search(index=self._index, knn=knn, size=limit, source=False)
            hits = [(UUID(hit["_id"]), 2 * hit["_score"] - 1) for hit in answer["hits"]["hits"]]
            return sorted(hits, key=lambda hit: (-hit[1], hit[0]))
        return []

    def put(self, rows: Iterable[Row]) -> None:
        sender = Sender(self._client())
        for chunk in chunks(map(_line, rows)):
            try:
                refused = self._sent(sender, chunk)
            except TargetGone:
                refused = self._sent(sender, chunk)
            if refused:
                raise EngineUnavailable(f"Elasticsearch refuses vectors: {next(iter(refused.values()))}")

    def remove(self, ids: Collection[UUID]) -> None:
        if ids:
            with suppress(IndexMissing), mapped():
                operations = [{"delete": {"_id": str(record)}} for record in ids]
                self._client().bulk(index=self._alias, operations=operations, require_alias=True)

    def keys(self, ids: Collection[UUID]) -> dict[UUID, str]:
        if not ids:
            return {}
        with suppress(IndexMissing), mapped():
            answer = self._client().mget(index=self._index, ids=[str(record) for record in ids], source_includes=["key"])
            return {UUID(item["_id"]): item["_source"]["key"] for item in _there(answer["docs"])}
        return {}

    def vector(self, record: UUID) -> "Vector | None":
        with suppress(IndexMissing), mapped():
            answer = self._client().mget(index=self._index, ids=[str(record)])
            for item in _there(answer["docs"]):
                return np.array(item["_source"]["vector"], dtype=np.float32)
        return None

    def ids(self) -> Iterator[UUID]:
        """As the protocol says, of the index as it was at the first step."""
        try:
            with mapped():
                view = self._client().open_point_in_time(index=self._index, keep_alive=KEPT)["id"]
        except IndexMissing:
            return
        try:
            last: list[Any] | None = None
            while hits := self._page(view, last):
                yield from (UUID(hit["_id"]) for hit in hits)
                last = hits[-1]["sort"]
        finally:
            with suppress(SearchError), mapped():  # Elasticsearch would end it by itself
                self._client().close_point_in_time(id=view)

    def count(self) -> int:
        with suppress(IndexMissing), mapped():
            found: int = self._client().count(index=self._index)["count"]
            return found
        return 0

    def tend(self) -> None:
        """As the protocol says: remove the vectors of other embedders. Elasticsearch keeps its graph by itself."""
        for name in self._indexes():
            if name != self._index:
                self._removed(name)

    def clear(self) -> None:
        for name in self._indexes():
            self._removed(name)

    def close(self) -> None:
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None

    @property
    def _alias(self) -> str:
        return names.for_writing(self._index)

    def _client(self) -> Elasticsearch:
        with self._lock, mapped():
            if self._open is None:
                self._open = connect(self._address, node_class=self._node_class)
            return self._open

    def _sent(self, sender: Sender, chunk: list[Line]) -> dict[UUID, str]:
        """Write vectors; the index is made if there is none. Raises `TargetGone` if it is removed meanwhile."""
        with mapped():
            if not self._client().indices.exists_alias(name=self._alias):
                self._create()
        return sender.send(self._alias, chunk)

    def _create(self) -> None:
        body = {"mappings": mappings(self._size), "settings": settings(self._address.replicas), "aliases": {self._alias: {}}}
        try:
            self._client().indices.create(index=self._index, **body)  # type: ignore[arg-type]  # each has the type of its parameter
        except BadRequestError as error:
            if kind(error.body) != EXISTS:  # another process was faster
                raise

    def _indexes(self) -> list[str]:
        with mapped():
            return sorted(self._client().indices.get_alias(index=f"{self._family}*", expand_wildcards="open"))

    def _removed(self, name: str) -> None:
        with mapped():
            self._client().indices.delete(index=name, ignore_unavailable=True)

    def _page(self, view: str, last: list[Any] | None) -> list[dict[str, Any]]:
        with mapped():
            answer = self._client().search(
                pit={"id": view, "keep_alive": KEPT},
                sort=[{"_shard_doc": "asc"}],
                search_after=last,
                size=PAGE,
                source=False,
                track_total_hits=False,
            )
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits


def mappings(size: int) -> dict[str, Any]:
    """The mapping of the index. It refuses fields that it does not name. Vectors are searched in 8 bits."""
    vector = {"type": "dense_vector", "dims": size, "index": True, "similarity": "cosine", "index_options": {"type": "int8_hnsw"}}
    return {
        "dynamic": "strict",
        "properties": {"key": {"type": "keyword", "index": False, "doc_values": False}, "vector": vector},
    }


def settings(replicas: int | None) -> dict[str, Any]:
    """The settings of the index. The interval is written out: without it, an index that is not searched is not refreshed."""
    copies = {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    return {"number_of_shards": 1, "refresh_interval": "1s", **copies}


def _line(row: Row) -> Line:
    """A vector as two lines of a bulk request."""
    content = {"key": row.key, "vector": row.vector.tolist()}
    return Line(row.id, orjson.dumps({"index": {"_id": str(row.id)}}) + b"\n" + orjson.dumps(content) + b"\n")


def _there(items: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The answers for what exists. Raises `IndexMissing`, which Elasticsearch states for each item."""
    for item in items:
        if "error" in item:
            raise (
                IndexMissing("No vectors were put yet.")
                if kind(item) == "index_not_found_exception"
                else EngineUnavailable("Elasticsearch could not read a vector.")
            )
        if item["found"]:
            yield item
