"""What API and pages share: the answer to an unexpected failure."""

import logging
import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


class LastResort:
    """Answers errors that nothing else caught, unless the answer has begun. `answer` gets the number of the trace in the log."""

    def __init__(self, app: ASGIApp, *, answer: Callable[[Request, str], Response]) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await self.answer(Request(scope), logged(error))(scope, receive, send)


def logged(error: BaseException) -> str:
    """Log an error with its trace under a new number, and return the number."""
    number = secrets.token_hex(4)
    log.error("%s: %s", number, error, exc_info=error)
    return number
