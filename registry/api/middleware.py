"""What all answers share: security headers, HEAD for every GET, and metrics. Also the way to the pages."""

import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..answers import links
from ..operation.metrics import Metrics
from ..web.head import without_body_asked
from ..web.headers import EVERYWHERE

DEFAULTS = {
    **EVERYWHERE,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Set if an answer does not set them itself. A page sets its own policy."""

PUBLIC = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, WWW-Authenticate"}
"""Any site may read the API. A change needs the `Authorization` header: a browser asks first, and we do not allow it."""


ROOTS = frozenset({"/health", "/metrics", "/api", links.oai(), links.data_json(), links.ogc(), links.mcp()})
"""The paths of the API that are not below `/api`."""

METHODS = frozenset({"GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"})


class Headers:
    """Adds `DEFAULTS` to every answer and `PUBLIC` to those of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = DEFAULTS | PUBLIC if is_api(scope["path"]) else DEFAULTS

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class Head:
    """Answers HEAD as GET without the body, which FastAPI's routes do not do by themselves.

    What takes long to make need not be made: `web.head` tells it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(without_body_asked(scope), receive, without_body)


class Measured:
    """Counts and times requests by the pattern of their address. It must be inside `Head`, which hides the matched route."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            seconds = time.perf_counter() - begin
            self.metrics.request(method=method, route=route_of(scope), status=status, seconds=seconds)


def route_of(scope: Scope) -> str:
    """The pattern of the requested address; `other` if none fits, so that a client cannot add labels."""
    return str(getattr(scope.get("route"), "path", "other"))


def is_api(path: str) -> bool:
    """Whether a path belongs to the API, whose errors are problems, and not to the pages."""
    return path in ROOTS or path.startswith(("/api/", "/health/", f"{links.ogc()}/"))


class PagesBeside:
    """Passes requests that are not for the API to the pages, if there are pages."""

    def __init__(self, app: ASGIApp, *, pages: ASGIApp | None) -> None:
        self.app, self.pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.pages is not None and scope["type"] == "http" and not is_api(scope["path"]):
            await self.pages(scope, receive, send)
        else:
            await self.app(scope, receive, send)
