"""Datasets: finding them, reading one, its verbatim source and its history."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Request, Response

from schemas.record import CatalogRecord
from schemas.secret_names import hidden_bytes
from search.ask import ask
from search.params import parse

from ..answers import links
from ..answers.records import HistoryAnswer, RecordAnswer, history_view, record_view
from ..answers.search import SearchAnswer, search_view
from ..pipeline.curate import RecordMissing
from ..services import Services
from . import documentation, examples
from .preconditions import etag, tag_matches
from .search_parameters import search_parameters
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/datasets", tags=["datasets"])

RecordId = Annotated[UUID, Path(description="The id of a record (UUID).", examples=["5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a"])]
IfNoneMatch = Annotated[
    str | None, Header(description="The `ETag` you have. If the record has not changed since, the answer is 304.")
]

MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;[ ]?charset=[\w-]+)?", re.ASCII)


@router.get(
    "",
    summary="Find datasets",
    openapi_extra={"parameters": search_parameters()},
    responses=documentation.problems("query-invalid", "index-missing", "engine-unavailable")
    | documentation.example(examples.SEARCH),
    response_model=SearchAnswer,
)
def find(request: Request, services: ServicesDep) -> Response:
    """Datasets by words and filters, with the counts of the facets that are asked for, or else of all.

    A dataset must match every filter; of several values of one filter, any may match. An unknown parameter is refused.
    """
    query = parse(request.query_params.multi_items())
    answer = search_view(ask(services.engine, query), query)
    return Response(answer.model_dump_json(), media_type="application/json")  # as bytes: FastAPI would validate a model again


@router.get(
    "/{id}",
    summary="Read a dataset's record",
    responses=documentation.problems("record-missing", "request-invalid")
    | documentation.example(examples.RECORD)
    | documentation.NOT_MODIFIED,
    response_model=RecordAnswer,
)
def read(id: RecordId, services: ServicesDep, response: Response, if_none_match: IfNoneMatch = None) -> RecordAnswer | Response:
    """The record with its three layers, and every conclusion with its findings. A withdrawn record stays readable."""
    record = find_record(services, id)
    headers = {"ETag": etag(record), "Cache-Control": "no-cache"}
    if tag_matches(if_none_match, etag(record)):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return record_view(services.store, record)


@router.get(
    "/{id}/raw",
    summary="Read the verbatim source",
    response_class=Response,
    responses=documentation.problems("record-missing", "raw-missing", "request-invalid", "content-damaged")
    | documentation.NOT_MODIFIED
    | documentation.VERBATIM,
)
def read_raw(id: RecordId, services: ServicesDep, if_none_match: IfNoneMatch = None) -> Response:
    """The bytes that the portal sent, unchanged, with the media type that it stated. Their SHA-256 is `provenance.raw_hash`.

    Only what is secret in an address is replaced by `[hidden]`: user, password and keys. Then `Repr-Digest` is another hash.
    """
    provenance = find_record(services, id).provenance
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
    "/{id}/history", summary="Read a dataset's history", responses=documentation.problems("record-missing", "request-invalid")
)
def read_history(id: RecordId, services: ServicesDep) -> HistoryAnswer:
    """Who did what to the record, oldest first: harvests that changed it, and people's decisions with their reasons."""
    return history_view(services.store, find_record(services, id))


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
