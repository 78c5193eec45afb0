"""The tools for agents at `/mcp`, by the Model Context Protocol. Only POST is answered: there is nothing to listen to."""

import json
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import anyio.to_thread
from fastapi import APIRouter, Request, Response
from starlette.types import Message, Receive, Scope, Send

from schemas.formats.as_json import written

from ..answers import links
from ..settings import Settings
from ..web.bodies import MAX_BODY, StrictRequest
from ..web.root import root_of
from .services import ServicesDep

router = APIRouter(include_in_schema=False)

PARSE_ERROR, INVALID_REQUEST = -32700, -32600
"""The codes of JSON-RPC for a body that is no JSON, and for a request that is not taken."""

LOCAL = "localhost"


@router.post(links.mcp())
async def answer_agents(request: Request, services: ServicesDep) -> Response:
    """The answer to one message. A body that is too large is a problem of the API; all else is told in the protocol's words."""
    if not is_taken(request, services.settings):
        return _refused(403, INVALID_REQUEST, "A page of another site may not ask here.")
    strict = StrictRequest(request.scope, request.receive)
    try:
        await strict.json()
    except json.JSONDecodeError as error:
        return _refused(400, PARSE_ERROR, f"The body is no JSON: {error.msg}.")
    return Handed(root_of(services.settings, request), await strict.body(), request)


class Handed(Response):
    """A request with its body, which the SDK answers."""

    def __init__(self, root: str, content: bytes, request: Request) -> None:
        super().__init__()
        self._root, self._content, self._services = root, content, request.app.state.services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await anyio.to_thread.run_sync(_load)
        from ..agents.asked import Place  # noqa: PLC0415 - as `_load`
        from ..agents.over_http import answer  # noqa: PLC0415

        left: list[Message] = [{"type": "http.request", "body": self._content, "more_body": False}]

        async def replayed() -> Message:
            return left.pop() if left else await receive()

        await answer(Place(self._services, self._root), scope, replayed, send, most=MAX_BODY)


def _load() -> None:
    """Load the SDK with the first request, in a thread: it takes most of a second, and most installations have no agents."""
    from ..agents import over_http  # noqa: F401, PLC0415


def is_taken(request: Request, settings: Settings) -> bool:
    """Whether the request is from a program, or from a page of this site or of this computer.

    Browsers name the site of a page that sends something. A foreign page could let its own name lead to this computer (DNS
    rebinding). It cannot do so with an address in digits. So an origin with a name counts only if it is the public one.
    """
    stated = request.headers.get("origin")
    if stated is None:
        return True
    origin, public = _parts(stated), _parts(settings.base_url or "")
    if origin is None or not origin.hostname:
        return False
    if public and (origin.scheme, origin.netloc) == (public.scheme, public.netloc):
        return True
    return _is_local(origin.hostname) or (_is_address(origin.hostname) and origin.netloc == request.headers.get("host"))


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address.lower())
    except ValueError:
        return None


def _is_local(host: str) -> bool:
    return host == LOCAL or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _refused(status: int, code: int, message: str) -> Response:
    """An error of JSON-RPC about no message."""
    told = {"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": message}}
    return Response(written(told), status_code=status, media_type="application/json")
