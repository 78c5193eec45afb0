"""Who is signed in: the browser keeps a person's token in a cookie, and it is checked at every request as the API checks it."""

from starlette.requests import Request
from starlette.responses import Response

from schemas.actor import Actor

from ..services import Services

LIFETIME = 8 * 60 * 60
"""Seconds that a browser keeps the cookie: a day of work. The token itself may end earlier, or be revoked."""

_NAME = "serai-token"


class SignedOut(Exception):
    """Something needs a person, and nobody is signed in, or the token holds no more."""


def person_of(request: Request, services: Services) -> Actor | None:
    """The person whose cookie came along; None for a reader. Raises `StoreError`."""
    token = request.cookies.get(_name(request, services))
    return check(token, services) if token else None


def check(token: str, services: Services) -> Actor | None:
    """The person whose token it is; None if it is unknown, expired or withdrawn. Raises `StoreError`."""
    name = services.store.tokens.check(token, at=services.clock())
    return None if name is None else Actor.person(name)


def keep(response: Response, token: str, request: Request, services: Services) -> None:
    """Have the browser keep the token: out of reach of scripts, and never sent with what another site asks for."""
    name, secure = _name(request, services), _secure(request, services)
    response.set_cookie(name, token, max_age=LIFETIME, path="/", httponly=True, samesite="strict", secure=secure)
    response.headers["Cache-Control"] = "no-store"


def forget(response: Response, request: Request, services: Services) -> None:
    """Have the browser forget the token."""
    name, secure = _name(request, services), _secure(request, services)
    response.delete_cookie(name, path="/", httponly=True, samesite="strict", secure=secure)


def _name(request: Request, services: Services) -> str:
    """Over https with the prefix that keeps neighbours under the same domain from setting the cookie (RFC 6265bis)."""
    return f"__Host-{_NAME}" if _secure(request, services) else _NAME


def _secure(request: Request, services: Services) -> bool:
    """Whether people reach this site by https, be it through a proxy."""
    return request.url.scheme == "https" or (services.settings.base_url or "").startswith("https://")
