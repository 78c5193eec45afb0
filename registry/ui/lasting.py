"""The lasting addresses of datasets, portals and the catalogue: they lead people to a page and programs to a format (303).

They name things, so they are in what others keep: citations, links in RDF, indexes of search engines.
"""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from schemas.formats import FORMATS
from schemas.formats.rdf import SYNTAXES

from ..answers import links as api
from ..web.accept import Offer, chosen
from .headers import PAGE_HEADERS
from .record import stored
from .runs import declared
from .site import Page, greeting

router = APIRouter(include_in_schema=False)

HTML = "text/html"

VARY = f"Accept, {', '.join(reversed(PAGE_HEADERS['Vary'].split(', ')))}"
"""What the way depends on."""


@router.get("/datasets/{id}")
def dataset(request: Request, id: str) -> Response:  # the name in the address
    """A record. A withdrawn one is led to as well."""
    page = greeting(request)
    found = stored(page, id).id
    formats = [Offer(each.media_type, api.in_format(found, each.file), each.profile) for each in FORMATS.values()]
    return _led(page, [*_page(page.links.record(found)), Offer("application/json", api.record(found)), *formats])


@router.get("/portals/{source_id}")
def portal(request: Request, source_id: str) -> Response:
    """A portal that is declared."""
    page = greeting(request)
    found = declared(page, source_id).id
    return _led(page, [*_page(page.links.portal(found)), Offer("application/json", api.source(found))])


@router.get("/catalog")
def catalog(request: Request) -> Response:
    """The catalogue itself."""
    page = greeting(request)
    return _led(page, [*_page(page.links.home), *(Offer(each.media_type, api.catalog_in(each.suffix)) for each in SYNTAXES)])


def _page(address: str) -> tuple[Offer, Offer]:
    return Offer(HTML, address), Offer("application/xhtml+xml", address)


def _led(page: Page, offers: Sequence[Offer]) -> Response:
    """The way to what the client wants; 406 with the choices if there is none of it."""
    offer = chosen(page.request.headers.get("accept"), offers)
    if offer is None:
        choices = "".join(f"{each.media_type} {page.root}{each.address}\n" for each in offers)
        return PlainTextResponse(choices, status_code=406, headers={"Vary": VARY})
    return RedirectResponse(offer.address, status_code=303, headers={"Vary": VARY})
