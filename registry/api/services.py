"""How endpoints get the services."""

from typing import Annotated, cast

from fastapi import Depends, Request

from ..services import Services


async def services_of(request: Request) -> Services:
    """The services that `create_app` was given. A coroutine, because FastAPI would run a plain function in a separate thread."""
    return cast("Services", request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]
