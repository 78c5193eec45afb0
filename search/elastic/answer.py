"""The answer to a query from what Elasticsearch sends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ..asking.wanted import Wanted
from ..facets import facet
from ..highlight import Highlighter, highlighter
from ..query import Facet, Hit, IndexedSummary, Place, Query, Results
from .compile import MISSING, UNFILTERED


def results(answer: Mapping[str, Any], query: Query, words: Sequence[Wanted]) -> Results:
    """The page of a query."""
    highlights = highlighter(words)
    return Results(
        total=answer["hits"]["total"]["value"],
        hit=tuple(_hit(found, highlights) for found in answer["hits"]["hits"]),
        facet=tuple(_facet(answer["aggregations"], name, query) for name in dict.fromkeys(query.facet)),
        last=_place(answer["hits"]["hits"][-1]) if answer["hits"]["hits"] and query.order in MISSING else None,
    )


def _place(found: Mapping[str, Any]) -> Place:
    """The place of a hit in an order by date."""
    day, identifier = found["sort"]
    return Place(day=None if day in MISSING.values() else date.fromordinal(day), id=UUID(identifier))


def _hit(found: Mapping[str, Any], highlights: Highlighter) -> Hit:
    summary = IndexedSummary.model_validate(found["_source"]["summary"])
    return Hit(id=UUID(found["_id"]), score=found["_score"], summary=summary, highlight=highlights(summary))


def _facet(groups: Mapping[str, Any], name: str, query: Query) -> Facet:
    group = groups.get(f"by_{name}") or groups[f"by_{UNFILTERED}"]
    top = group[f"top_{name}"]
    chosen = group.get(f"chosen_{name}", {"buckets": ()})["buckets"]
    counts = {bucket["key"]: bucket["doc_count"] for bucket in (*top["buckets"], *chosen)}
    names = ((bucket["key"], bucket["name"]["buckets"]) for bucket in (*top["buckets"], *chosen) if "name" in bucket)
    shown = {key: usual[0]["key"] for key, usual in names if usual}
    is_whole = not top["sum_other_doc_count"]
    distinct = len(top["buckets"]) if is_whole else group[f"distinct_{name}"]["value"]
    return facet(name, counts, query, distinct=distinct, shown=shown)
