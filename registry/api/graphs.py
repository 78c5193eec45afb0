"""Lists of records by DCAT-AP: the whole catalogue, and what a search finds, each in three syntaxes."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from schemas.formats.rdf import SYNTAXES, Syntax
from search.params import parse

from ..answers import links
from ..answers.entries import catalog_of
from ..answers.graphs import catalog_page, search_page
from ..web.fresh import fresh
from ..web.root import root_of
from . import documentation
from .datasets import IfNoneMatch
from .search_parameters import search_parameters
from .services import ServicesDep

router = APIRouter(tags=["datasets"])

After = Annotated[UUID | None, Query(description="The id of the last record of the page before. `hydra:next` has it.")]


def _catalog(syntax: Syntax) -> Callable[..., Response]:
    def read(
        request: Request,
        services: ServicesDep,
        after: After = None,
        if_none_match: IfNoneMatch = None,  # noqa: ARG001 - FastAPI reads the name of the header here, `fresh` its value
    ) -> Response:
        catalog = catalog_of(services, root_of(services.settings, request))
        return fresh(request, catalog_page(services, catalog, syntax, after), syntax.content_type)

    return read


def _search(syntax: Syntax) -> Callable[..., Response]:
    def read(
        request: Request,
        services: ServicesDep,
        if_none_match: IfNoneMatch = None,  # noqa: ARG001 - the same
    ) -> Response:
        catalog, query = catalog_of(services, root_of(services.settings, request)), parse(request.query_params.multi_items())
        return fresh(request, search_page(services, catalog, syntax, query), syntax.content_type)

    return read


def _answer(syntax: Syntax) -> documentation.Responses:
    return documentation.NOT_MODIFIED | documentation.content(syntax.content_type)


for _syntax in SYNTAXES:
    router.add_api_route(
        links.catalog_in(_syntax.suffix),
        _catalog(_syntax),
        summary=f"Read the whole catalogue as DCAT-AP 3 ({_syntax.title})",
        description="All active records in the order of their ids, page by page: follow `hydra:next`.",
        name=f"read_catalog_{_syntax.suffix}",
        response_class=Response,
        responses=documentation.problems("request-invalid") | _answer(_syntax),
    )
    router.add_api_route(
        links.search_in(_syntax.suffix),
        _search(_syntax),
        summary=f"Find datasets, as DCAT-AP 3 ({_syntax.title})",
        description="What a search finds, page by page: follow `hydra:next`. The parameters are those of the search.",
        name=f"find_{_syntax.suffix}",
        openapi_extra={"parameters": search_parameters()},
        response_class=Response,
        responses=documentation.problems("query-invalid", "usage-invalid", "index-missing", "engine-unavailable")
        | _answer(_syntax),
    )
