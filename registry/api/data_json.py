"""The whole catalogue by DCAT-US, where its harvesters look for it."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from ..answers.data_json import EDITIONS, Edition, document, tag
from ..answers.entries import catalog_of
from ..web.root import root_of
from ..web.streamed import Streamed
from ..web.tags import tag_matches
from . import documentation
from .datasets import IfNoneMatch
from .services import ServicesDep

router = APIRouter(tags=["datasets"])


def _reading(edition: Edition) -> Callable[..., Response]:
    def read(request: Request, services: ServicesDep, if_none_match: IfNoneMatch = None) -> Response:
        catalog = catalog_of(services, root_of(services.settings, request))
        sent = {"ETag": tag(services, catalog, edition), "Cache-Control": "no-cache"}
        if tag_matches(if_none_match, sent["ETag"]):
            return Response(status_code=304, headers=sent)
        return Streamed(document(services, catalog, edition), media_type=edition.format.content_type, headers=sent)

    return read


for _edition in EDITIONS:
    router.add_api_route(
        _edition.address,
        _reading(_edition),
        summary=f"Read the whole catalogue as {_edition.format.title}",
        description="All active records in one document. What fails on the way breaks the connection: a part is no JSON.",
        name=f"read_{_edition.format.file}_of_all",
        response_class=Response,
        responses=documentation.problems("store-unavailable")
        | documentation.NOT_MODIFIED
        | documentation.content(_edition.format.content_type),
    )
