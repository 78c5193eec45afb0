"""Datasets: finding them, reading one, its verbatim source and its history."""

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Request, Response

from schemas.record import CatalogRecord
from schemas.secret_names import hidden_bytes
from search.ask import ask
from search.explain import explain
from search.explanation import Explanation
from search.params import parse
from search.similar import similar

from ..answers import links
from ..answers.records import history_view, past_view, record_view
from ..answers.search import search_view
from ..answers.shapes.records import HistoryAnswer, RecordAnswer
from ..answers.shapes.search import SearchAnswer
from ..answers.similar import SimilarAnswer, similar_view
from ..pipeline.curate import RecordMissing
from ..pipeline.past import origin_of
from ..pipeline.usable import resolved, usable
from ..services import Services
from ..web.tags import tag_matches
from . import documentation, examples
from .preconditions import content_tag, etag
from .search_parameters import search_parameters
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/datasets", tags=["datasets"])

RecordId = Annotated[UUID, Path(description="The id of a record (UUID).", examples=["5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a"])]
IfNoneMatch = Annotated[
    str | None, Header(description="The `ETag` you have. If the record has not changed since, the answer is 304.")
]

OfDay = Annotated[
    date | None,
    Query(
        description="A day, today or past: what stood at its end, in UTC. Without it, what is there now.", examples=["2026-11-20"]
    ),
]

PAST = ("day-before-record", "day-not-kept", "day-to-come", "source-undeclared")
"""Why nothing can be told of a day."""

Limit = Annotated[int, Query(ge=1, le=20, description="How many to answer at most.")]

MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;[ ]?charset=[\w-]+)?", re.ASCII)


@router.get(
    "",
    summary="Find datasets",
    openapi_extra={"parameters": search_parameters()},
    responses=documentation.problems("query-invalid", "usage-invalid", "index-missing", "engine-unavailable")
    | documentation.example(examples.SEARCH),
    response_model=SearchAnswer,
)
def find(request: Request, services: ServicesDep) -> Response:
    """Datasets by words and filters, with the counts of the facets that are asked for, or else of all.

    A dataset must match every filter; of several values of one filter, any may match. An unknown parameter is refused.
    """
    query = parse(request.query_params.multi_items())
    answers = usable(services, query)
    asked = answers.filtered(services.engine, query) if answers else query
    answer = search_view(ask(services.engine, asked, meaning=services.meaning), query, answers)
    return Response(answer.model_dump_json(), media_type="application/json")  # as bytes: FastAPI would validate a model again


@router.get(
    "/{id}",
    summary="Read a dataset's record",
    responses=documentation.problems("record-missing", "request-invalid", *PAST)
    | documentation.example(examples.RECORD)
    | documentation.NOT_MODIFIED,
    response_model=RecordAnswer,
)
def read(
    id: RecordId, services: ServicesDep, response: Response, at: OfDay = None, if_none_match: IfNoneMatch = None
) -> RecordAnswer | Response:
    """The record with its three layers, and every conclusion with its findings. A withdrawn record stays readable.

    For a day (`at`) it is the record as it stood at its end, as it was stored then, with the reasons in the words of the rules
    of then. `rests_on.state` is `proved` if an entry of the audit trail commits to the state; then `proof` has all that it takes
    to check that. It is `stored` where the state is from before the trail had states, and `remade` where it had to be made again
    from the archive by today's program.
    """
    record = find_record(services, id)
    past = past_view(services, record, at) if at else None
    tag = content_tag(past) if past else etag(record)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag_matches(if_none_match, tag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return past or record_view(services, record, services.rules)


@router.get(
    "/{id}/raw",
    summary="Read the verbatim source",
    response_class=Response,
    responses=documentation.problems("record-missing", "raw-missing", "request-invalid", "content-damaged", *PAST[:-1])
    | documentation.NOT_MODIFIED
    | documentation.VERBATIM,
)
def read_raw(id: RecordId, services: ServicesDep, at: OfDay = None, if_none_match: IfNoneMatch = None) -> Response:
    """The bytes that the portal sent, unchanged, with the media type that it stated. Their SHA-256 is `provenance.raw_hash`.

    For a day (`at`) they are those of the record as it stood at its end.

    Only what is secret in an address is replaced by `[hidden]`: user, password and keys. Then `Repr-Digest` is another hash.
    """
    record = find_record(services, id)
    provenance = origin_of(services, record, at) if at else record.provenance
    tag = f'"{provenance.raw_hash}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{id}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Repr-Digest": _digest(bytes.fromhex(provenance.raw_hash)),
    }
    if tag_matches(if_none_match, tag):
        return Response(status_code=304, headers=headers)
    content = services.archive.get(provenance.raw_hash)
    if (safe := hidden_bytes(content)) != content:
        headers["Repr-Digest"] = _digest(sha256(safe).digest())
    return Response(safe, media_type=safe_media_type(provenance.media_type), headers=headers)


@router.get(
    "/{id}/history",
    summary="Read a dataset's history",
    responses=documentation.problems("record-missing", "request-invalid", "day-before-record", "day-to-come"),
)
def read_history(id: RecordId, services: ServicesDep, at: OfDay = None) -> HistoryAnswer:
    """Who did what to the record, oldest first: harvests that changed it, and people's decisions with their reasons.

    For a day (`at`), until its end.
    """
    return history_view(services, find_record(services, id), at=at)


@router.get(
    "/{id}/explanation",
    summary="Read why a search finds a dataset",
    openapi_extra={"parameters": search_parameters()},
    responses=documentation.problems(
        "record-missing", "request-invalid", "query-invalid", "usage-invalid", "index-missing", "engine-unavailable"
    )
    | documentation.example(examples.EXPLANATION),
)
def read_explanation(id: RecordId, request: Request, services: ServicesDep) -> Explanation:
    """Where the record has each word of a search and how it was found, its place in each way of finding, and what is not there.

    The parameters are those of the search; `q` is needed. The order is that of relevance.
    """
    query = resolved(services, parse(request.query_params.multi_items()))
    return explain(services.engine, query, find_record(services, id), meaning=services.meaning)


@router.get(
    "/{id}/similar",
    summary="List similar datasets",
    responses=documentation.problems("record-missing", "request-invalid", "index-missing", "engine-unavailable"),
)
def read_similar(id: RecordId, services: ServicesDep, limit: Limit = 6) -> SimilarAnswer:
    """The datasets that are most similar to one, in any language, and why: concepts, keywords, words and publisher in common."""
    return similar_view(similar(services.engine, find_record(services, id), meaning=services.meaning, limit=limit))


def find_record(services: Services, id: UUID) -> CatalogRecord:
    """The record. Raises `RecordMissing`."""
    record = services.store.records.get(id)
    if record is None:
        raise RecordMissing(str(id))
    return record


def _digest(sha: bytes) -> str:
    """A SHA-256 as a header says it (RFC 9530)."""
    return f"sha-256=:{b64encode(sha).decode()}:"


def safe_media_type(stated: str) -> str:
    """What a portal stated, if it is a valid media type."""
    return stated if MEDIA_TYPE.fullmatch(stated) else "application/octet-stream"
