"""Request bodies, read strictly: at most `MAX_BODY` bytes, JSON after RFC 8259: no NaN, no Infinity, no lone surrogates."""

import json
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl

import orjson
from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

MAX_BODY = 64 * 1024
"""Bytes. The largest useful body is a reason of 2,000 characters and a few codes."""


class StrictRequest(Request):
    """A request whose body is refused if it is too large or not strict JSON."""

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces. Raises `HTTPException` (413) as soon as it is too large, whatever its declared length."""
        size = 0
        async for chunk in super().stream():
            size += len(chunk)
            if size > MAX_BODY:
                raise HTTPException(413, f"At most {MAX_BODY:,} bytes are accepted.")
            yield chunk

    async def json(self) -> Any:
        """The body's JSON. Raises `json.JSONDecodeError`, which FastAPI handles. orjson is stricter than Python's parser."""
        content = await self.body()
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise json.JSONDecodeError(error.msg, content.decode("utf-8", "replace"), error.pos) from error


async def read_form(request: Request, *, most: int) -> list[tuple[str, str]]:
    """The fields of a form (`application/x-www-form-urlencoded`). Raises `ValueError` if it is too large or has too many."""
    try:
        content = await request.body()
    except HTTPException as error:
        raise ValueError(error.detail) from None
    return parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=most)


class StrictRoute(APIRoute):
    """A route that reads its body through `StrictRequest`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly
