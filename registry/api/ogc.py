"""The addresses of OGC API Records: what is asked for, in which form, and what is wrong with it in the words of the standard."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from schemas.formats.as_json import written
from schemas.formats.entry import Catalog
from search.errors import EngineBusy, EngineUnavailable, IndexMissing

from ..answers import links
from ..answers.entries import catalog_of
from ..answers.ogc import addresses, landing
from ..answers.ogc.addresses import CATALOG, GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from ..answers.ogc.asked import PARAMETERS
from ..answers.ogc.document import document
from ..answers.ogc.errors import NothingThere, OgcError, WrongValue
from ..answers.ogc.fields import queryables, sortables
from ..answers.ogc.items import item, items
from ..services import Services
from ..store.errors import StoreUnavailable
from ..web.accept import Offer, chosen
from ..web.fresh import fresh
from ..web.root import root_of
from .errors import on_domain_error
from .services import ServicesDep

router = APIRouter(include_in_schema=False)  # the standard has a description of its own

FORMS = ("json", "html")

NOT_NOW = (EngineBusy, EngineUnavailable, IndexMissing, StoreUnavailable)

RETRY_AFTER = "60"
"""Seconds."""

VARY = {"Vary": "Accept"}

_OTHERS_READ = {"parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in PARAMETERS]}
"""Parameters are refused in the words of the standard."""

Made = Callable[[], Mapping[str, Any]]


class _Answering:
    """A request, and how it is answered."""

    def __init__(self, request: Request, services: Services) -> None:
        self.request, self.services = request, services
        self.catalog: Catalog = catalog_of(services, root_of(services.settings, request))

    def answer(self, made: Made, *types: str, page: str | None = None, takes: tuple[str, ...] = ("f",)) -> Response:
        """What is made, in the first of the media types or the one that is wanted more; for who wants HTML, the way to a page."""
        try:
            self._check(takes)
            offers = [*(Offer(each, "") for each in types), Offer(HTML, page or self.catalog.iri)]
            offer = self._wanted(offers)
            if offer.address:
                return RedirectResponse(offer.address, status_code=303, headers=VARY)
            body = written(made())
            return fresh(self.request, body, offer.media_type, headers=VARY)
        except OgcError as error:
            return JSONResponse(error.told(), status_code=error.status)
        except NOT_NOW as error:
            return _not_now(self.request, error)

    def _check(self, takes: tuple[str, ...]) -> None:
        given = self.request.query_params.multi_items()
        if unknown := [name for name, _ in given if name not in takes]:
            raise WrongValue(unknown[0], f"There is no such parameter. Choose from: {', '.join(takes)}.")
        if len([name for name, _ in given if name == "f"]) > 1:
            raise WrongValue("f", "Give it once.")

    def _wanted(self, offers: list[Offer]) -> Offer:
        """The form that `f` names, else the one that is accepted most; without any of them JSON."""
        form = self.request.query_params.get("f", "")
        if form and form not in FORMS:
            raise WrongValue("f", f"{form!r} is no form. Choose from: {', '.join(FORMS)}.")
        if form:
            return offers[0] if form == "json" else offers[-1]
        return chosen(self.request.headers.get("accept"), offers) or offers[0]


def _not_now(request: Request, error: Exception) -> Response:
    """An installation that cannot answer now says when to ask again. What is wrong is told as everywhere, and logged."""
    told = json.loads(bytes(on_domain_error(request, error).body))
    content = {"code": told["code"], "description": told["detail"]}
    return JSONResponse(content, status_code=told["status"], headers={"Retry-After": RETRY_AFTER})


@router.get(links.ogc(), openapi_extra=_OTHERS_READ)
@router.get(f"{links.ogc()}/", openapi_extra=_OTHERS_READ)
def read_landing(request: Request, services: ServicesDep) -> Response:
    asked = _Answering(request, services)
    return asked.answer(lambda: landing.landing(asked.catalog), JSON)


@router.get(addresses.conformance(), openapi_extra=_OTHERS_READ)
def read_conformance(request: Request, services: ServicesDep) -> Response:
    return _Answering(request, services).answer(landing.conformance, JSON)


@router.get(addresses.api(), openapi_extra=_OTHERS_READ)
def read_api(request: Request, services: ServicesDep) -> Response:
    asked = _Answering(request, services)
    return asked.answer(lambda: document(asked.catalog), OPENAPI, JSON)


@router.get(addresses.collections(), openapi_extra=_OTHERS_READ)
def list_collections(request: Request, services: ServicesDep) -> Response:
    asked = _Answering(request, services)
    return asked.answer(lambda: landing.collections(asked.catalog), JSON)


@router.get(addresses.collection("{id}"), openapi_extra=_OTHERS_READ)
def read_collection(id: str, request: Request, services: ServicesDep) -> Response:
    asked = _Answering(request, services)
    return asked.answer(_of(id, lambda: landing.collection(asked.catalog)), JSON, CATALOG)


@router.get(addresses.queryables("{id}"), openapi_extra=_OTHERS_READ)
def read_queryables(id: str, request: Request, services: ServicesDep) -> Response:
    asked = _Answering(request, services)
    return asked.answer(_of(id, lambda: queryables(asked.catalog.root + addresses.queryables())), SCHEMA, JSON)


@router.get(addresses.sortables("{id}"), openapi_extra=_OTHERS_READ)
def read_sortables(id: str, request: Request, services: ServicesDep) -> Response:
    asked = _Answering(request, services)
    return asked.answer(_of(id, lambda: sortables(asked.catalog.root + addresses.sortables())), SCHEMA, JSON)


@router.get(addresses.items(id="{id}"), openapi_extra=_OTHERS_READ)
def list_items(id: str, request: Request, services: ServicesDep) -> Response:
    asked, pairs = _Answering(request, services), request.query_params.multi_items()
    return asked.answer(_of(id, lambda: items(services, asked.catalog, pairs)), GEOJSON, JSON, takes=PARAMETERS)


@router.get(addresses.items(id="{id}") + "/{record}", openapi_extra=_OTHERS_READ)
def read_item(id: str, record: str, request: Request, services: ServicesDep) -> Response:
    asked = _Answering(request, services)
    page = f"{asked.catalog.root}/datasets/{quote(record, safe='')}"
    return asked.answer(_of(id, lambda: item(services, asked.catalog, record)), GEOJSON, JSON, page=page)


@router.get(f"{links.ogc()}/{{path:path}}", openapi_extra=_OTHERS_READ)
def read_nothing(path: str) -> Response:
    """No other resource is there."""
    error = NothingThere(f"There is nothing at {path[:100]!r}.")
    return JSONResponse(error.told(), status_code=error.status)


def _of(id: str, made: Made) -> Made:
    """What is made of a collection, if there is one with this id. Raises `NothingThere`."""

    def checked() -> Mapping[str, Any]:
        landing.check_collection(id)
        return made()

    return checked
