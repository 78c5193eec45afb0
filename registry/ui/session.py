"""Who is signed in, as a browser says it: reading and writing the cookie of a session."""

from starlette.requests import Request
from starlette.responses import Response

from ..access.session import LIFETIME, cookie_name
from ..access.visitor import Visitor, visitor
from ..services import Services


class SignedOut(Exception):
    """Something needs a person, and nobody is signed in, or the token holds no more."""


def visitor_of(request: Request, services: Services) -> Visitor | None:
    """Whose cookie came along; None for a reader. Raises `StoreError`."""
    token = request.cookies.get(cookie_name(secure=_secure(request, services)))
    return visitor(services.store.tokens, token, at=services.clock()) if token else None


def keep(response: Response, token: str, request: Request, services: Services) -> None:
    """Have the browser keep the token: out of reach of scripts, and never sent with what another site asks for."""
    secure = _secure(request, services)
    name = cookie_name(secure=secure)
    response.set_cookie(name, token, max_age=LIFETIME, path="/", httponly=True, samesite="strict", secure=secure)
    response.headers["Cache-Control"] = "no-store"


def forget(response: Response, request: Request, services: Services) -> None:
    """Have the browser forget the token."""
    secure = _secure(request, services)
    response.delete_cookie(cookie_name(secure=secure), path="/", httponly=True, samesite="strict", secure=secure)


def _secure(request: Request, services: Services) -> bool:
    """Whether people reach this site by https, be it through a proxy."""
    return request.url.scheme == "https" or (services.settings.base_url or "").startswith("https://")
