"""A small picture about a source, for the portal's own pages: how many datasets are here, and how many causes are left to fix."""

from hashlib import sha256
from html import escape
from unicodedata import east_asian_width

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schemas.issues import Severity

from ..answers import links
from ..services import Services
from ..web.headers import EVERYWHERE
from ..web.root import root_of
from ..web.tags import tag_matches
from .languages import SOURCE, Language
from .site import Page, site_of

router = APIRouter(include_in_schema=False)

HEADERS = {
    **EVERYWHERE,
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Pages of other sites show it, and look for a new one after an hour."""

NARROW, WIDE, PADDING = 7, 12, 8
"""Pixels of a letter, of one of Chinese, and beside a text."""

NAME = "Serai"

PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{told}" lang="{language}">\
<title>{told}</title>\
<rect width="{whole}" height="20" rx="3" fill="#23454d"/>\
<path d="M{left} 0H{straight}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="#f3efe4"/>\
<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">\
<text x="{padding}" y="14" fill="#fff" textLength="{name_length}" lengthAdjust="spacingAndGlyphs">{name}</text>\
<text x="{begin}" y="14" fill="#1c1c1c" textLength="{length}" lengthAdjust="spacingAndGlyphs" direction="{direction}"\
 text-anchor="{anchor}">{text}</text></g></svg>
"""


@router.get("/badge/{source_id}.svg")
def badge(request: Request, source_id: str, language: str = SOURCE) -> Response:
    """The badge of a declared source, in one of the languages of the pages."""
    site = site_of(request)
    if source_id not in site.services.sources or language not in site.languages:
        raise HTTPException(404)
    content = picture(text_of(site.services, source_id, site.languages[language]), site.languages[language])
    tag = f'"{sha256(content.encode()).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": tag}
    if tag_matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="image/svg+xml", headers=headers)


def text_of(services: Services, source: str, language: Language) -> str:
    """What the badge says: what keeps datasets out of the catalogue, or leaves gaps in them, is a cause to fix."""
    if services.store.runs.last_done(source) is None:
        return language.gettext("not harvested yet")
    datasets = services.store.records.count(source=source)
    causes = sum(group.severity is not Severity.INFO for group in services.store.open_issues.groups(source))
    ngettext, number = language.messages.ngettext, language.number
    counted = ngettext("%(count)s dataset", "%(count)s datasets", datasets) % {"count": number(datasets)}
    to_fix = ngettext("%(count)s cause to fix", "%(count)s causes to fix", causes) % {"count": number(causes)}
    return f"{counted} · {to_fix}"


def snippet(page: Page, source: str) -> str:
    """The HTML of a source's badge, which leads to its page, to be copied into another site."""
    root = root_of(page.services.settings, page.request)
    told = escape(page.language.gettext("This portal in Serai"))
    language = "" if page.language.code == SOURCE else f"?language={page.language.code}"
    image = f'<img src="{root}{links.badge(source)}{language}" alt="{told}" height="20">'
    return f'<a href="{root}{page.links.portal(source)}">{image}</a>'


def picture(text: str, language: Language) -> str:
    """The badge as SVG. Each text is drawn in the width that was counted for it, whatever the typeface."""
    name_length, length = _length(NAME), _length(text)
    left = name_length + 2 * PADDING
    whole = left + length + 2 * PADDING
    return PICTURE.format(
        whole=whole,
        left=left,
        straight=whole - 3,
        padding=PADDING,
        name=NAME,
        name_length=name_length,
        begin=left + PADDING,
        length=length,
        text=escape(text),
        told=escape(f"{NAME}: {text}"),
        language=language.code,
        direction=language.direction,
        anchor="end" if language.direction == "rtl" else "start",
    )


def _length(text: str) -> int:
    return sum(WIDE if east_asian_width(each) in "WF" else NARROW for each in text)
