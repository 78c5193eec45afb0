"""The guides: what each of those who work with Serai can do with it, step by step, and a glossary."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .guide_text import NAMES, guide_text, source
from .site import Page, PageDep, greeting, led_to

router = APIRouter(include_in_schema=False)

ELSEWHERE = "ru"
"""The translation that a page offers where its own language has none."""


@router.get("/guides")
def list_in_a_language(request: Request) -> Response:
    """The guides in the language of the person: an address that is the same for everybody."""
    return led_to(greeting(request).links.guides())


@router.get("/guides/{name}")
def in_a_language(request: Request, name: str) -> Response:
    """A guide in the language of the person."""
    return led_to(greeting(request).links.guides(name))


@router.get("/{language}/guides")
def guides(page: PageDep) -> Response:
    """All guides."""
    texts = [guide_text(name, page.language.code) for name in NAMES]
    return page.render("guides.html", texts=[each for each in texts if each])


@router.get("/{language}/guides/{name}")
def guide(page: PageDep, name: str) -> Response:
    """One of them."""
    text = guide_text(name, page.language.code)
    if text is None:
        raise HTTPException(404)
    return page.render("guide_text.html", text=text, elsewhere=_elsewhere(page, name))


def _elsewhere(page: Page, name: str) -> str:
    """The language of the translation that can be read instead; empty if there is none, or it is not offered."""
    return ELSEWHERE if ELSEWHERE in page.site.languages and source(name, ELSEWHERE) is not None else ""
