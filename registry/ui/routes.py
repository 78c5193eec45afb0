"""All pages, put together."""

from collections.abc import Mapping

from fastapi import APIRouter, FastAPI

from ..services import Services
from . import assets, home, portals, preferences, record, results
from .languages import Language
from .site import Site


def mount(app: FastAPI, services: Services, *, languages: Mapping[str, Language] | None = None) -> None:
    """Serve the pages from an application. Give `languages` to offer others than those whose catalogues are complete.

    Errors are the application's: it answers them with `errors.html_error` for paths outside the API.
    """
    app.state.site = Site(services, languages=languages)
    app.include_router(pages())


def pages() -> APIRouter:
    """The routes of all pages."""
    router = APIRouter(include_in_schema=False)
    for part in (assets, home, results, record, portals, preferences):
        router.include_router(part.router)
    return router
