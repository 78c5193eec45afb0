"""The public address of this installation."""

from starlette.requests import Request

from ..settings import Settings


def root_of(settings: Settings, request: Request) -> str:
    """The address that the operator has set, else the one by which the request came. Without a slash at the end."""
    return (settings.base_url or str(request.base_url)).rstrip("/")
