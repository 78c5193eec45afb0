"""Only a page of this site may make a browser change something here."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnOrigin:
    """Refuses every request that is not a mere read and does not come from our pages. `public` is the public address, if set."""

    def __init__(self, app: ASGIApp, *, public: str | None, answer: Callable[[Request], Response]) -> None:
        self.app, self.public, self.answer = app, public, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in READING or is_ours(Headers(scope=scope), public=self.public):
            await self.app(scope, receive, send)
        else:
            refusal = await run_in_threadpool(self.answer, Request(scope))
            await refusal(scope, receive, send)


def is_ours(headers: Headers, *, public: str | None) -> bool:
    """Whether a browser says that the request comes from a page of this site. A client that says nothing is refused.

    `Sec-Fetch-Site` decides: no page can forge it. Browsers leave it out over plain http; then `Origin` decides.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin", "").lower()
    return origin in {f"{scheme}://{headers.get('host', '').lower()}" for scheme in ("http", "https")} | _origin(public)


def _origin(address: str | None) -> set[str]:
    parts = urlsplit(address or "")
    return {f"{parts.scheme}://{parts.netloc}".lower()} if parts.netloc else set()
