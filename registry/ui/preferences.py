"""What a person prefers: the theme, the language last chosen, and whether single keys work.

Each is kept in a cookie with nothing else in it.
"""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from ..web.bodies import StrictRoute
from .links import is_local
from .site import THEMES, Page, PageDep

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

YEAR = 365 * 24 * 60 * 60


@router.post("/{language}/theme")
def choose_theme(
    page: PageDep, theme: Annotated[str, Form(max_length=20)] = "system", back: Annotated[str, Form(max_length=8000)] = ""
) -> Response:
    """Remember the theme and lead back to where the person was."""
    response = RedirectResponse(back if is_local(back) else page.links.home, status_code=303)
    if theme in THEMES:
        remember(page, response, "theme", theme)
    return response


@router.post("/{language}/keys")
def choose_keys(
    page: PageDep, keys: Annotated[str, Form(max_length=20)] = "on", back: Annotated[str, Form(max_length=8000)] = ""
) -> Response:
    """Remember whether single keys do something, and lead back to where the person was."""
    response = RedirectResponse(back if is_local(back) else page.links.home, status_code=303)
    remember(page, response, "keys", "off" if keys == "off" else "on")
    return response


@router.post("/{language}/language")
def choose_language(page: PageDep, back: Annotated[str, Form(max_length=8000)] = "") -> Response:
    """Remember the language of this address and lead to the page in it."""
    target = page.links.translated(back, page.language.code) if is_local(back) else page.links.home
    response = RedirectResponse(target if is_local(target) else page.links.home, status_code=303)
    remember(page, response, "language", page.language.code)
    return response


def remember(page: Page, response: Response, name: str, value: str) -> None:
    """Keep a preference in a cookie of its own; an empty one is forgotten."""
    if not value:
        response.delete_cookie(name)
        return
    secure = page.request.url.scheme == "https"
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="lax", secure=secure)
