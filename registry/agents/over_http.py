"""The tools over HTTP (Model Context Protocol, streamable HTTP): one request, one answer in JSON, nothing kept between them."""

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Receive, Scope, Send

from .asked import Place
from .server import server_of


async def answer(place: Place, scope: Scope, receive: Receive, send: Send, *, most: int) -> None:
    """Answer one request with a body of at most `most` bytes.

    What the SDK needs to answer lives as long as the request. So any number of processes may serve the same address.
    """
    manager = StreamableHTTPSessionManager(server_of(place), json_response=True, stateless=True, max_request_body_size=most)
    async with manager.run():
        await manager.handle_request(scope, receive, send)
