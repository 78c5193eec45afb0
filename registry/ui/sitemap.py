"""What search engines ask for first: which records there are, and where a list of them is (https://www.sitemaps.org/protocol.html)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..web.fresh import fresh
from ..web.root import root_of
from .links import Links, lasting
from .site import Site, site_of

router = APIRouter(include_in_schema=False)

SIZE = 2000
"""The most records of one list. The protocol takes 50,000 addresses and 50 MiB; one record is about 1 kB, in all languages."""

MOST = 50_000
"""The most lists of an index, by the protocol."""

XML = "application/xml"

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'

ROBOTS = """\
User-agent: *
Disallow: /*/datasets/facet/
Disallow: /*/sign-in
Disallow: /*/review

Sitemap: {root}/sitemap.xml
"""
"""Everything may be read but pages that only repeat others, and those of officers."""

Number = Annotated[int, Path(ge=1, le=MOST)]


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    """What programs may read."""
    return fresh(request, ROBOTS.format(root=_root(request)).encode(), "text/plain; charset=utf-8")


@router.get("/sitemap.xml")
def index(request: Request) -> Response:
    """The lists of records, each with the day of its last change."""
    root, parts = _root(request), site_of(request).services.store.records.parts(size=SIZE)
    listed = "".join(
        f"<sitemap><loc>{escape(f'{root}/sitemaps/{part.number}.xml')}</loc>{_changed(part.changed)}</sitemap>\n"
        for part in parts
    )
    return fresh(request, f"{HEAD}<sitemapindex {SITEMAPS}>\n{listed}</sitemapindex>\n".encode(), XML)


@router.get("/sitemaps/{number}.xml")
def sitemap(request: Request, number: Number) -> Response:
    """One list: the pages of at most `SIZE` records in every language. 404 beyond the last one."""
    site, root = site_of(request), _root(request)
    records = site.services.store.records.listed(part=number, size=SIZE)
    if not records:
        raise HTTPException(404)
    urls = "".join(_url(site, root, id_, changed) for id_, changed in records)
    return fresh(request, f"{HEAD}<urlset {SITEMAPS} {XHTML}>\n{urls}</urlset>\n".encode(), XML)


def _url(site: Site, root: str, id_: UUID, changed: datetime | None) -> str:
    """A record: its page in the language of the source, with the same page in each language."""
    pages = {code: f"{root}{Links(code).record_page(id_)}" for code in site.languages} | {"x-default": f"{root}{lasting(id_)}"}
    first = next(iter(pages.values()))
    return f"<url><loc>{escape(first)}</loc>{_changed(changed)}{''.join(_alternates(pages.items()))}</url>\n"


def _alternates(pages: Iterable[tuple[str, str]]) -> Iterable[str]:
    return (f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>' for code, address in pages)


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.strftime('%Y-%m-%dT%H:%M:%SZ')}</lastmod>" if at else ""


def _root(request: Request) -> str:
    return root_of(site_of(request).services.settings, request)
