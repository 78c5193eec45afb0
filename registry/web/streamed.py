"""Answers that are written while they are read: of any length, in constant memory.

What fails in the middle breaks the connection: the client must not take a part for the whole.
"""

from collections.abc import Iterable, Iterator, Mapping

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from .head import is_head

BLOCK = 1 << 16
"""The bytes that are sent at once, at least: each block is asked for in another thread, which takes time."""


class Streamed(StreamingResponse):
    """An answer from the parts of its body. Nothing of them is read if the client wants the headers alone."""

    def __init__(self, parts: Iterable[bytes], *, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(blocks(parts), media_type=media_type, headers=dict(headers))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_head(Request(scope)):
            await super().__call__(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b""})


def blocks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts, joined into blocks."""
    waiting: list[bytes] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= BLOCK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
