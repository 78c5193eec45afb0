"""The answer to a query from what Elasticsearch sends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ..engine import Candidate
from ..facets import facet
from ..fields import SORT_DAY
from ..moments import moment_of
from ..query import BY_MOMENT, Facet, Hit, IndexedSummary, Place, Query, Results, Sort
from ..ranking import WHOLE
from .compile import MISSING, UNFILTERED


def results(answer: Mapping[str, Any], query: Query) -> Results:
    """The page of a query."""
    found = answer["hits"]["hits"]
    return Results(
        total=answer["hits"]["total"]["value"],
        id=tuple(UUID(each["_id"]) for each in found),
        hit=() if query.bare else tuple(map(_hit, found)),
        facet=tuple(_facet(answer["aggregations"], name, query) for name in dict.fromkeys(query.facet)),
        last=_place(found, query.order),
    )


def _place(hits: Sequence[Mapping[str, Any]], order: Sort) -> Place | None:
    """The place of the last hit in an order by date or id."""
    if not hits or order is Sort.RELEVANCE:
        return None
    *number, identifier = hits[-1]["sort"]
    if not number or number[0] == MISSING[order]:
        return Place(id=UUID(identifier))
    if order in BY_MOMENT:
        return Place(moment=moment_of(number[0]), id=UUID(identifier))
    return Place(day=date.fromordinal(number[0]), id=UUID(identifier))


def _hit(found: Mapping[str, Any]) -> Hit:
    score = found["_score"]
    summary = IndexedSummary.model_validate(found["_source"]["summary"])
    return Hit(id=UUID(found["_id"]), score=None if score is None else score % WHOLE, summary=summary)


def candidate(found: Mapping[str, Any]) -> Candidate:
    """A record that fits, from a hit without its summary."""
    values = found["fields"]
    return Candidate(
        id=UUID(found["_id"]),
        score=found["_score"] % WHOLE,
        whole=found["_score"] >= WHOLE,
        language=values["language"][0],
        day=values.get(f"day_{SORT_DAY}", [0])[0],
        completeness=values["completeness"][0],
    )


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
