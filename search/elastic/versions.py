"""The documents of an index with their versions, read page by page from one view of it (a point in time)."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from elasticsearch import Elasticsearch

from ..errors import SearchError
from .errors import mapped

LIVING = {"exists": {"field": "value_status"}}
"""All documents that are no tombstones."""

PAGE = 5000
"""How many are read at once."""

KEPT = "5m"
"""How long the view is kept for the next page."""


def stream(client: Elasticsearch, index: str) -> Iterator[tuple[UUID, int]]:
    """Id and version of every document that can be found, in the order of the ids.

    Raises `IndexMissing` or `EngineUnavailable`.
    """
    with mapped():
        view = client.open_point_in_time(index=index, keep_alive=KEPT)["id"]
    try:
        last: list[str] | None = None
        while hits := _page(client, view, last):
            yield from ((UUID(hit["_id"]), hit["_version"]) for hit in hits)
            last = hits[-1]["sort"]
    finally:
        with suppress(SearchError), mapped():  # Elasticsearch would end it by itself
            client.close_point_in_time(id=view)


def _page(client: Elasticsearch, view: str, last: list[str] | None) -> list[dict[str, Any]]:
    with mapped():
        answer = client.search(
            pit={"id": view, "keep_alive": KEPT},
            query=LIVING,
            sort=[{"id": "asc"}],
            search_after=last,
            size=PAGE,
            version=True,
            source=False,
            track_total_hits=False,
        )
    hits: list[dict[str, Any]] = answer["hits"]["hits"]
    return hits
