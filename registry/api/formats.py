"""A dataset in the formats of others: each has an address."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from schemas.formats import FORMATS, Format

from ..answers import links, signposting
from ..answers.entries import catalog_of, entry_of
from ..web.fresh import fresh
from ..web.root import root_of
from . import documentation
from .datasets import IfNoneMatch, RecordId, find_record
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/datasets", tags=["datasets"])

IfModifiedSince = Annotated[
    str | None, Header(description="A date of HTTP. If the record has not changed since, the answer is 304.")
]


def _reading(written: Format) -> Callable[..., Response]:
    def read(  # FastAPI reads the names of the headers here; `fresh` reads their values
        id: RecordId,
        request: Request,
        services: ServicesDep,
        if_none_match: IfNoneMatch = None,  # noqa: ARG001
        if_modified_since: IfModifiedSince = None,  # noqa: ARG001
    ) -> Response:
        entry = entry_of(services, find_record(services, id))
        catalog = catalog_of(services, root_of(services.settings, request))
        body = written.dump(entry, catalog)
        signs = {"Link": signposting.header(signposting.of_format(entry, catalog))}
        return fresh(request, body, _type(written), modified=entry.modified, headers=signs)

    return read


def _type(written: Format) -> str:
    """The media type as the answer has it: with the profile, by which kinds of JSON-LD differ (RFC 6906)."""
    profiled = written.media_type == "application/ld+json"
    return f'{written.content_type}; profile="{written.profile}"' if profiled else written.content_type


@router.get(
    "/{id}/linkset.json",
    summary="Read all links of a dataset",
    description="Typed links to all that belongs to a record, as a link set (RFC 9264).",
    response_class=Response,
    responses=documentation.problems("record-missing", "request-invalid")
    | documentation.NOT_MODIFIED
    | {200: {"content": {signposting.LINKSET: {"schema": {"type": "object"}}}}},
)
def read_linkset(
    id: RecordId,
    request: Request,
    services: ServicesDep,
    if_none_match: IfNoneMatch = None,  # noqa: ARG001
    if_modified_since: IfModifiedSince = None,  # noqa: ARG001
) -> Response:
    """What the `Link` header of the page has, and every file."""
    entry = entry_of(services, find_record(services, id))
    body = signposting.linkset(entry, catalog_of(services, root_of(services.settings, request)))
    return fresh(request, body, signposting.LINKSET, modified=entry.modified)


for _format in FORMATS.values():
    router.add_api_route(
        f"/{{id}}/{_format.file}",
        _reading(_format),
        summary=f"Read a dataset as {_format.title}",
        description=f"The record by {_format.profile}. A withdrawn record stays readable.",
        name=f"read_{_format.file}",
        response_class=Response,
        responses=documentation.problems("record-missing", "request-invalid")
        | documentation.NOT_MODIFIED
        | documentation.content(_format.content_type),
    )
