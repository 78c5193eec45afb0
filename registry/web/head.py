"""Requests for the headers of an answer alone."""

from starlette.requests import Request
from starlette.types import Scope

_MARK = "serai.head"


def without_body_asked(scope: Scope) -> Scope:
    """The request as GET, with a mark that nobody reads the body."""
    return {**scope, "method": "GET", _MARK: True}


def is_head(request: Request) -> bool:
    """Whether nobody reads the body of the answer."""
    return bool(request.scope.get(_MARK))
