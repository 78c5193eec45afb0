"""Signing in with a token of `serai token add`, and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from schemas.actor import Actor

from ..access.deeds import Deed, Subject, permit
from ..access.session import LIFETIME
from ..access.visitor import Visitor, visitor
from ..web.bodies import StrictRoute
from . import session
from .links import is_local
from .site import Page, PageDep

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

Back = Annotated[str, Form(max_length=8000)]


def person(page: PageDep) -> Visitor:
    """The person who is signed in. Raises `SignedOut`."""
    found = session.visitor_of(page.request, page.services)
    if found is None:
        raise session.SignedOut
    return found


VisitorDep = Annotated[Visitor, Depends(person)]


def permitted(page: Page, visitor: Visitor, deed: Deed, about: Subject) -> Actor:
    """The person, who may do this. Raises `RoleTooLow`, which the audit trail has then, and `StoreError`."""
    return permit(page.services.store, visitor, deed, about=about, at=page.services.clock())


@router.get("/{language}/sign-in")
def sign_in_form(page: PageDep, back: str = "") -> Response:
    """The form. `back` is the page before."""
    return form(page, back=back)


def form(page: Page, *, back: str, status: int = 200, problem: str = "") -> Response:
    """The form to sign in, which leads to `back`."""
    return page.render("sign_in.html", status=status, back=back, problem=problem, hours=LIFETIME // 3600)


@router.post("/{language}/sign-in")
def sign_in(page: PageDep, token: Annotated[str, Form(max_length=200)] = "", back: Back = "") -> Response:
    """Keep a valid token in a cookie, and lead back to the page before."""
    token = token.strip()
    if visitor(page.services.store.tokens, token, at=page.services.clock()) is None:
        refused = page.language.gettext("This token is not valid: it is unknown, expired or withdrawn. You are not signed in.")
        return form(page, back=back, status=422, problem=refused)
    response = _to(page, back)
    session.keep(response, token, page.request, page.services)
    return response


@router.post("/{language}/sign-out")
def sign_out(page: PageDep, back: Back = "") -> Response:
    """Forget the token, and lead back to the page before."""
    response = _to(page, back)
    session.forget(response, page.request, page.services)
    return response


def _to(page: Page, back: str) -> Response:
    return RedirectResponse(back if is_local(back) else page.links.home, status_code=303)
