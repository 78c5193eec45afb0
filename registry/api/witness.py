"""A witness on its own port: C2SP tlog-witness. It shares nothing with the API but the server, so that it can stand alone."""

import logging
import socket
from collections.abc import Callable
from contextlib import suppress

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ..operation.rarely import Rarely
from ..proof.witnessing import MAX_BODY, PLAIN, Answer
from ..store.errors import StoreError
from ..web.last_resort import LastResort
from .connections import limits_here
from .middleware import Headers
from .server import Server

log = logging.getLogger(__name__)

PATH = "/add-checkpoint"

BAD_REQUEST, NOT_FOUND, NOT_ALLOWED, TOO_LARGE, FAILED, UNAVAILABLE = 400, 404, 405, 413, 500, 503


class _NoSubmission(Exception):
    """What was sent is no submission: the status of the answer, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def create_witness(answer: Callable[[str], Answer]) -> Starlette:
    """The application. `answer` gives what a witness answers to a submission; it may raise `StoreError`."""
    unavailable = Rarely(log, "the store of the witness does not answer; %d times")

    async def add_checkpoint(request: Request) -> Response:
        body = await _text(request)
        try:
            found = await run_in_threadpool(answer, body)
        except StoreError as error:
            log.debug("the store does not answer: %s", error)
            unavailable.note()
            return _told("the store of the witness does not answer: try again later", UNAVAILABLE)
        headers = {"Content-Type": found.media_type}  # Starlette would add a charset to every text
        return Response(found.body.encode(), found.status, headers=headers)

    app = Starlette(
        routes=[Route(PATH, add_checkpoint, methods=["POST"])],
        middleware=[Middleware(Headers), Middleware(LastResort, answer=_failed)],
        exception_handlers={_NoSubmission: _refused, NOT_FOUND: _elsewhere, NOT_ALLOWED: _elsewhere},
    )
    app.router.redirect_slashes = False
    return app


def serve_witness(answer: Callable[[str], Answer], *, listener: socket.socket, seconds: float, ready: Callable[[], None]) -> None:
    """Answer requests until the process is told to stop. A client has `seconds` to send one. `ready` is called once it works."""
    server = Server(create_witness(answer), limits=limits_here(seconds=seconds), ready=ready)
    with suppress(KeyboardInterrupt):  # uvicorn has stopped in good order and raises the signal again
        server.run(sockets=[listener])


async def _text(request: Request) -> str:
    """The body. Raises `_NoSubmission` as soon as it is too large, if it breaks off, and if it is not UTF-8."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise _NoSubmission(TOO_LARGE, f"a submission has at most {MAX_BODY} bytes")
        return body.decode()
    except ClientDisconnect:
        raise _NoSubmission(BAD_REQUEST, "the submission breaks off") from None
    except UnicodeDecodeError:
        raise _NoSubmission(BAD_REQUEST, "a submission is UTF-8") from None


def _refused(_: Request, error: Exception) -> Response:
    """The answer to what is no submission."""
    if not isinstance(error, _NoSubmission):
        raise error
    return _told(str(error), error.status)


def _elsewhere(request: Request, _: Exception) -> Response:
    """The answer to what is not sent to the one address, or not with the one method."""
    if request.url.path == PATH:
        return _told("a submission is sent with POST", NOT_ALLOWED, {"Allow": "POST"})
    return _told(f"a witness takes submissions at {PATH}", NOT_FOUND)


def _failed(_: Request, number: str) -> Response:
    return _told(f"something went wrong; the log of the witness has it under {number}", FAILED)


def _told(message: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{message}\n", status, headers=(headers or {}) | {"Content-Type": PLAIN})
