"""How endpoints get at the services."""

from typing import Annotated, cast

from fastapi import Depends, Request

from ..services import Services


def services_of(request: Request) -> Services:
    """The services that `create_app` was given."""
    return cast("Services", request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]
