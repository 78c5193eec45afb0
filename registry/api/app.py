"""The application, put together from its parts."""

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp

from ..answers.exports import EXPORTS
from ..answers.health import installed_version
from ..services import Services
from ..web.last_resort import LastResort
from . import (
    answers,
    balance,
    checks,
    combination,
    curation,
    data_json,
    datasets,
    decisions,
    document,
    errors,
    exports,
    feeds,
    formats,
    graphs,
    health,
    holds,
    mcp,
    metrics,
    oai,
    ogc,
    open_issues,
    problem_kinds,
    proposals,
    quality,
    reassessments,
    review,
    rules,
    run_changes,
    runs,
    sources,
    suggestions,
    trail,
    usage,
    uses,
    vocabularies,
)
from .ckan import routes as ckan
from .documentation import DESCRIPTION, TAGS, openapi
from .middleware import Head, Headers, Measured, PagesBeside
from .parameters import OnlyDeclared

ROUTERS = (
    suggestions.router,
    datasets.router,
    formats.router,
    oai.router,
    ogc.router,
    graphs.router,
    exports.router,
    data_json.router,
    feeds.router,
    usage.router,
    uses.router,
    quality.router,
    answers.router,
    balance.router,
    combination.router,
    curation.router,
    decisions.router,
    review.router,
    proposals.router,
    rules.router,
    reassessments.router,
    sources.router,
    checks.router,
    open_issues.router,
    runs.router,
    run_changes.router,
    holds.router,
    trail.router,
    vocabularies.router,
    problem_kinds.router,
    health.router,
    metrics.router,
    document.router,
    ckan.router,
    mcp.router,
)


PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, EXPORTS["parquet"].content_type)
"""What is compressed already."""


def create_app(services: Services, *, pages: ASGIApp | None = None) -> FastAPI:
    """The API over open services. `pages` answers every path that is not the API's; without it there are no pages."""
    app = FastAPI(
        title="Serai",
        summary="One searchable catalogue of the SCO states' open data.",
        description=DESCRIPTION,
        version=installed_version(),
        openapi_tags=TAGS,
        openapi_url=None,  # `document` has a route: FastAPI's own would take any parameter
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(OnlyDeclared())],
        middleware=[
            Middleware(Headers),
            Middleware(Head),
            Middleware(Measured, metrics=services.metrics),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5, exclude_content_types=PACKED),
            Middleware(LastResort, answer=errors.failed),
            Middleware(PagesBeside, pages=pages),
        ],
    )
    app.state.services = services
    for router in ROUTERS:
        app.include_router(router)
    errors.install(app)
    app.openapi = lambda: openapi(app)  # type: ignore[method-assign]  # the way FastAPI documents
    return app
