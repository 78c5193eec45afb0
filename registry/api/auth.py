"""Who sends a request: a bearer token (RFC 6750) identifies a person. Reading needs none; `permitted` asks for a role."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from schemas.actor import Actor

from ..access.deeds import LEAST_ROLE, Deed, Subject, permit
from ..access.visitor import Visitor, visitor
from .errors import Refusal
from .services import ServicesDep

bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="A person's token; the operator gives it out with `serai token add`."
)

WRITES = ("body-unreadable", "token-missing", "role-too-low", "body-too-large", "request-invalid")
"""The problems of every request with which a person writes."""

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def person(credentials: Credentials, services: ServicesDep) -> Visitor:
    """The person whose token the request has. Raises `Refusal`, answered with 401."""
    if credentials is None:
        raise Refusal("token-missing", "This needs a person's token.", headers=challenge())
    found = visitor(services.store.tokens, credentials.credentials, at=services.clock())
    if found is None:
        raise Refusal("token-refused", "The token is unknown, expired or withdrawn.", headers=challenge(error="invalid_token"))
    return found


PersonDep = Annotated[Visitor, Depends(person)]
"""Whoever has a token, in any role."""


def visitor_or_none(credentials: Credentials, services: ServicesDep) -> Visitor | None:
    """The person whose token the request has; None without one. Raises `Refusal` for a token that is not valid."""
    return None if credentials is None else person(credentials, services)


VisitorDep = Annotated[Visitor | None, Depends(visitor_or_none)]
"""Everybody; whoever has a token is known."""


def challenge(**parameters: str) -> dict[str, str]:
    """The `WWW-Authenticate` header that a 401 must carry."""
    parts = [f'{name}="{value}"' for name, value in {"realm": "serai", **parameters}.items()]
    return {"WWW-Authenticate": "Bearer " + ", ".join(parts)}


def nothing() -> Subject:
    """What a deed is about that makes something new."""
    return Subject()


def permitted(deed: Deed, about: Callable[..., Subject] = nothing) -> Any:
    """A dependency: the person of the token, who may do this. `about` is a dependency too, and tells what it would be done to.

    The OpenAPI document names the role beside the token. Raises `RoleTooLow`, answered with 403.
    """

    def actor(
        visitor: Annotated[Visitor, Depends(person)], subject: Annotated[Subject, Depends(about)], services: ServicesDep
    ) -> Actor:
        return permit(services.store, visitor, deed, about=subject, at=services.clock())

    return Security(actor, scopes=[LEAST_ROLE[deed].value])
