"""Who is signed in: reading and writing the cookie of a session."""

from starlette.requests import Request
from starlette.responses import Response

from ..access.session import LIFETIME, cookie_name
from ..access.visitor import Visitor, visitor
from ..services import Services


class SignedOut(Exception):
    """An action needs a person, but nobody is signed in, or the token is no longer valid."""


def visitor_of(request: Request, services: Services) -> Visitor | None:
    """The person whose cookie the request has; None for a reader. Raises `StoreError`."""
    token = request.cookies.get(cookie_name(secure=_secure(request, services)))
    return visitor(services.store.tokens, token, at=services.clock()) if token else None


def keep(response: Response, token: str, request: Request, services: Services) -> None:
    """Make the browser keep the token: scripts cannot read it, and requests from other sites never carry it."""
    secure = _secure(request, services)
    name = cookie_name(secure=secure)
    response.set_cookie(name, token, max_age=LIFETIME, path="/", httponly=True, samesite="strict", secure=secure)
    response.headers["Cache-Control"] = "no-store"


def forget(response: Response, request: Request, services: Services) -> None:
    """Make the browser forget the token."""
    secure = _secure(request, services)
    response.delete_cookie(cookie_name(secure=secure), path="/", httponly=True, samesite="strict", secure=secure)


def _secure(request: Request, services: Services) -> bool:
    """Whether people reach this site by https, also through a proxy."""
    return request.url.scheme == "https" or (services.settings.base_url or "").startswith("https://")
